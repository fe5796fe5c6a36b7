/**
 * The declaration of a field shows whether it may change (see record-copies). A field of an object literal without
 * a declared type must not change.
 */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';
import { isAssignment } from '../syntax/is-assignment.ts';

export const unnamedState: Rule = {
  name: 'unnamed-state',
  inspect: (node, checker) =>
    assignedIn(node)
      .filter((target) => isUndeclaredField(target, checker))
      .map((target) => ({
        node: target,
        advice: `declare the type that has ${target.getText()}, or make it a variable`,
      })),
};

/** The expressions to which the node itself assigns. */
function assignedIn(node: ts.Node): readonly ts.Expression[] {
  if (isAssignment(node)) return [node.left];
  if (ts.isPostfixUnaryExpression(node)) return [node.operand];
  if (!ts.isPrefixUnaryExpression(node)) return [];
  const { PlusPlusToken, MinusMinusToken } = ts.SyntaxKind;
  const changes = node.operator === PlusPlusToken || node.operator === MinusMinusToken;
  return changes ? [node.operand] : [];
}

function isUndeclaredField(target: ts.Expression, checker: ts.TypeChecker): boolean {
  if (!ts.isPropertyAccessExpression(target)) return false;
  const declarations = checker.getSymbolAtLocation(target.name)?.declarations ?? [];
  return declarations.some(
    (one) => ts.isPropertyAssignment(one) || ts.isShorthandPropertyAssignment(one),
  );
}
