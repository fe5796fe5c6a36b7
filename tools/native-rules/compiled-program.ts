/** The program that is compiled into the executable, and those of its files that are inspected. */
import { relative } from 'node:path';
import ts from 'typescript5';

export interface CompiledProgram {
  readonly program: ts.Program;
  readonly sources: readonly ts.SourceFile[];
}

/** Rendered by tools/render-tables.ts. */
const GENERATED = 'build/';

/**
 * Contains the files that the entries import, directly or not; paths are relative to `root`.
 * @throws Error with the compiler's messages: the rules need correct types
 */
export function compiledProgram(
  entries: readonly string[],
  root: string,
  host?: ts.CompilerHost,
): CompiledProgram {
  const program = ts.createProgram(entries, compilerOptions(root), host);
  const errors = ts.getPreEmitDiagnostics(program);
  if (errors.length > 0) throw new Error(errors.map(describe).join('\n'));
  const sources = program.getSourceFiles().filter((file) => isOurs(program, file, root));
  return { program, sources };
}

/** @throws Error if tsconfig.json is invalid */
export function compilerOptions(root: string): ts.CompilerOptions {
  const { config, error } = ts.readConfigFile(`${root}/tsconfig.json`, ts.sys.readFile);
  if (error) throw new Error(describe(error));
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
}

function isOurs(program: ts.Program, file: ts.SourceFile, root: string): boolean {
  return (
    !file.isDeclarationFile &&
    !program.isSourceFileFromExternalLibrary(file) &&
    !relative(root, file.fileName).startsWith(GENERATED)
  );
}

function describe({ file, messageText }: ts.Diagnostic): string {
  return `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}
