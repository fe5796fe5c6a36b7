/** Programs whose files are texts, compiled as the executable's are. */
import { dirname, resolve } from 'node:path';
import ts from 'typescript5';
import {
  type CompiledProgram,
  compiledProgram,
  compilerOptions,
} from '../../../../tools/native-rules/compiled-program.ts';

export const ROOT = resolve(import.meta.dirname, '../../../..');

/** @param texts by the names of their files, relative to the root */
export function sampleProgram(texts: Readonly<Record<string, string>>): CompiledProgram {
  const files = new Map(Object.entries(texts).map(([name, text]) => [resolve(ROOT, name), text]));
  const host = ts.createCompilerHost(compilerOptions(ROOT));
  const { getSourceFile, fileExists, directoryExists } = host;
  host.getSourceFile = (name, ...rest) => {
    const text = files.get(name);
    return text === undefined
      ? getSourceFile(name, ...rest)
      : ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true);
  };
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.directoryExists = (name) =>
    [...files.keys()].some((file) => dirname(file) === name) || (directoryExists?.(name) ?? true);
  return compiledProgram([...files.keys()], ROOT, host);
}
