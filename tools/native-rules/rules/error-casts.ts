/** The compiled program checks a cast of a caught error, and throws another error if the class differs. */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';
import { isBuiltIn } from '../types/kinds.ts';

export const errorCasts: Rule = {
  name: 'error-casts',
  inspect: (node, checker) => {
    if (!ts.isAsExpression(node) || !isCaught(node.expression, checker)) return [];
    const type = checker.getTypeFromTypeNode(node.type);
    if (isBuiltIn(type) && type.symbol.name === 'Error') return [];
    return [{ node, advice: `test instanceof ${node.type.getText()} instead of the cast` }];
  },
};

function isCaught(value: ts.Expression, checker: ts.TypeChecker): boolean {
  const declaration = checker.getSymbolAtLocation(value)?.valueDeclaration;
  return declaration !== undefined && ts.isCatchClause(declaration.parent);
}
