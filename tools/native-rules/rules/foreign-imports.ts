/** The compiled program has its own versions of Node.js's modules, which are incomplete and behave differently. */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';

export const foreignImports: Rule = {
  name: 'foreign-imports',
  inspect: (node) => {
    const module = importedModule(node);
    if (module === undefined || module.startsWith('.')) return [];
    return [{ node, advice: `use a system call or own code instead of ${module}` }];
  },
};

/** Without `await import()`, by which the command floatip loads packages on demand. */
function importedModule(node: ts.Node): string | undefined {
  if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return undefined;
  const isOfTypes = ts.isImportDeclaration(node) ? node.importClause?.isTypeOnly : node.isTypeOnly;
  const { moduleSpecifier } = node;
  if (isOfTypes || !moduleSpecifier || !ts.isStringLiteral(moduleSpecifier)) return undefined;
  return moduleSpecifier.text;
}
