/** Reads which file of the repository imports which; type imports count as well. */
import { readFileSync } from 'node:fs';
import { dirname, normalize, relative, resolve } from 'node:path';
import ts from 'typescript5';

/** Paths from the root of the repository; imported ones in the order of the import statements. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** Without imports from packages, `node:` and `build/`. */
export function importsOf(files: readonly string[], root: string): Imports {
  const known = new Set(files);
  const imports = new Map<string, readonly string[]>();
  for (const file of files) {
    const { importedFiles } = ts.preProcessFile(readFileSync(resolve(root, file), 'utf8'));
    const targets = importedFiles
      .map(({ fileName }) => fileName)
      .filter((name) => name.startsWith('.'))
      .map((name) => relative(root, resolve(root, normalize(`${dirname(file)}/${name}`))));
    imports.set(
      file,
      targets.filter((target) => known.has(target)),
    );
  }
  return imports;
}
