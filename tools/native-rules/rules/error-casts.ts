/** A cast of what was caught is checked, and throws an error of its own where it is another class. */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';
import { isBuiltIn } from '../types/kinds.ts';

export const errorCasts: Rule = {
  name: 'error-casts',
  inspect: (node, checker) => {
    if (!ts.isAsExpression(node) || !isCaught(node.expression, checker)) return [];
    const type = checker.getTypeFromTypeNode(node.type);
    if (isBuiltIn(type) && type.symbol.name === 'Error') return [];
    return [
      { node, advice: `ask instanceof ${node.type.getText()} first, which makes a cast needless` },
    ];
  },
};

function isCaught(value: ts.Expression, checker: ts.TypeChecker): boolean {
  const declaration = checker.getSymbolAtLocation(value)?.valueDeclaration;
  return declaration !== undefined && ts.isCatchClause(declaration.parent);
}
