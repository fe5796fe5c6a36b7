/**
 * Removes the path of the build folder from LLVM code, so that the same sources give the same executable in each
 * folder: the compiler names the modules of a package by their paths.
 * usage: without-build-path.ts CODE.ll FOLDER
 */
import { readFileSync, writeFileSync } from 'node:fs';

/** Replaces the folder in the executable. */
const ROOT = '/floatip';

const [, , file, folder] = process.argv;
if (file === undefined || folder === undefined) throw new Error('usage: CODE.ll FOLDER');

const code = readFileSync(file, 'utf8').split('\n');
writeFileSync(file, code.map((line) => renamed(line, folder)).join('\n'));

/** Replaces the folder at the start of a constant, and adjusts its length: with NUL in the type, without elsewhere. */
function renamed(line: string, root: string): string {
  const text = ` c"${root}/`;
  if (!line.startsWith('@') || !line.includes(text)) return line;
  const shorter = root.length - ROOT.length;
  const shorten = (digits: string) => String(Number(digits) - shorter);
  return line
    .replace(text, ` c"${ROOT}/`)
    .replace(/\[(\d+) x i8\]/g, (_, length: string) => `[${shorten(length)} x i8]`)
    .replace(/i64 -1, i64 (\d+), i64 (\d+),/, (_, octets: string, units: string) => {
      return `i64 -1, i64 ${shorten(octets)}, i64 ${shorten(units)},`;
    });
}
