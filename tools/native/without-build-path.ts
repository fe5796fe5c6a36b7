/**
 * Takes the path of the folder that a program is built in out of its LLVM code, so that the same sources give the
 * same executable in every folder: the compiler names the modules of a package by where they are.
 * usage: without-build-path.ts CODE.ll FOLDER
 */
import { readFileSync, writeFileSync } from 'node:fs';

/** What stands in the executable for the folder. */
const ROOT = '/floatip';

const [, , file, folder] = process.argv;
if (file === undefined || folder === undefined) throw new Error('usage: CODE.ll FOLDER');

const code = readFileSync(file, 'utf8').split('\n');
writeFileSync(file, code.map((line) => renamed(line, folder)).join('\n'));

/** A constant that begins with the folder; its length, with its NUL, and without in the head of a string, follows. */
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
