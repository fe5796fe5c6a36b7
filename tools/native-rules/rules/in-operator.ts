/** In the compiled program, `in` is false for a member whose value is undefined. */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';

export const inOperator: Rule = {
  name: 'in-operator',
  inspect: (node, checker) => {
    const asks = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword;
    if (!asks || isCertain(node.left, checker.getTypeAtLocation(node.right), checker)) return [];
    return [{ node, advice: 'add a field `kind` to the types, and compare it' }];
  },
};

/** Whether each type either has the member, with a value, or does not declare it. */
function isCertain(name: ts.Expression, type: ts.Type, checker: ts.TypeChecker): boolean {
  if (!ts.isStringLiteral(name)) return false;
  const arms = type.isUnion() ? type.types : [type];
  const members = arms.map((arm) => arm.getProperty(name.text));
  return (
    members.some((member) => member === undefined) &&
    members.every((member) => member === undefined || hasValue(member, checker))
  );
}

function hasValue(member: ts.Symbol, checker: ts.TypeChecker): boolean {
  if (member.flags & ts.SymbolFlags.Optional) return false;
  const type = checker.getTypeOfSymbol(member);
  const arms = type.isUnion() ? type.types : [type];
  return !arms.some((arm) => arm.flags & ts.TypeFlags.Undefined);
}
