/** Of Node.js's modules the compiled program has its own, which do less and do it otherwise. */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';

export const foreignImports: Rule = {
  name: 'foreign-imports',
  inspect: (node) => {
    const module = importedModule(node);
    if (module === undefined || module.startsWith('.')) return [];
    return [{ node, advice: `do without ${module}: a system call, or code of our own` }];
  },
};

/** What a person calls may load a package when it is needed: `await import()` is no such import. */
function importedModule(node: ts.Node): string | undefined {
  if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return undefined;
  const isOfTypes = ts.isImportDeclaration(node) ? node.importClause?.isTypeOnly : node.isTypeOnly;
  const { moduleSpecifier } = node;
  if (isOfTypes || !moduleSpecifier || !ts.isStringLiteral(moduleSpecifier)) return undefined;
  return moduleSpecifier.text;
}
