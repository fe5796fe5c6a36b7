import ts from 'typescript5';

/** The name, if the node is an identifier in an expression that no file of this project declares. */
export function globalName(node: ts.Node, checker: ts.TypeChecker): string | undefined {
  if (!ts.isIdentifier(node) || !isExpression(node)) return undefined;
  const declarations = checker.getSymbolAtLocation(node)?.declarations ?? [];
  const isForeign = declarations.some((one) => one.getSourceFile().isDeclarationFile);
  return isForeign ? node.text : undefined;
}

/** False for the name of a member, a type or a declaration. */
function isExpression(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return !ts.isTypeNode(parent) && !ts.isDeclarationStatement(parent);
}
