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
 * Whether an array may change after it was passed: not if a call has just created it, nor if it is a local variable
 * that is returned or never changed.
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
