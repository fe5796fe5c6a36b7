/**
 * Whether a field may change is told by its declaration (see record-copies). A field that has none, but was
 * found in an object literal, does not change.
 */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';
import { assignedIn } from '../syntax/assigned-in.ts';

export const unnamedState: Rule = {
  name: 'unnamed-state',
  inspect: (node, checker) =>
    assignedIn(node)
      .filter((target) => isUndeclaredField(target, checker))
      .map((target) => ({
        node: target,
        advice: `declare the type that ${target.getText()} is a field of, or make it a variable`,
      })),
};

function isUndeclaredField(target: ts.Expression, checker: ts.TypeChecker): boolean {
  if (!ts.isPropertyAccessExpression(target)) return false;
  const declarations = checker.getSymbolAtLocation(target.name)?.declarations ?? [];
  return declarations.some(
    (one) => ts.isPropertyAssignment(one) || ts.isShorthandPropertyAssignment(one),
  );
}
