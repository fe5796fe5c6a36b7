/** What is compiled into the executable: a program, and those of its files that are looked at. */
import { relative } from 'node:path';
import ts from 'typescript5';

export interface CompiledProgram {
  readonly program: ts.Program;
  readonly sources: readonly ts.SourceFile[];
}

/** Rendered from tables that nobody edits by hand. */
const GENERATED = 'build/';

/**
 * The files that are reachable from the entries by imports; paths are relative to `root`.
 * @throws Error with what does not compile: a type that is not found would hide what is wrong with it
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

/** @throws with what is wrong in tsconfig.json */
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
