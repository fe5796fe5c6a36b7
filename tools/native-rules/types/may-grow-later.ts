import ts from 'typescript5';

const CHANGING_METHODS = new Set([
  'push',
  'unshift',
  'pop',
  'shift',
  'splice',
  'sort',
  'reverse',
  'fill',
]);

/**
 * Whether somebody may change an array that was handed on: not one that a call has just made, a local one
 * that is returned, or a local one that nothing is ever done to.
 */
export function mayGrowLater(array: ts.Expression, checker: ts.TypeChecker): boolean {
  if (ts.isCallExpression(array)) return false;
  const variable = ts.isIdentifier(array) ? checker.getSymbolAtLocation(array) : undefined;
  const declaration = variable?.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration)) return true;
  const block = ts.findAncestor(declaration, ts.isBlock);
  if (!block) return true;
  return !ts.isReturnStatement(array.parent) && changes(block, variable, checker);
}

function changes(node: ts.Node, variable: ts.Symbol, checker: ts.TypeChecker): boolean {
  const isChange =
    ts.isPropertyAccessExpression(node) &&
    CHANGING_METHODS.has(node.name.text) &&
    checker.getSymbolAtLocation(node.expression) === variable;
  const find = (child: ts.Node) => changes(child, variable, checker) || undefined;
  return isChange || ts.forEachChild(node, find) === true;
}
