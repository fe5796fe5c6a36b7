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

const root = `${folder}/`;
const shorter = folder.length - ROOT.length;
/** The constants that hold the text which loads a CommonJS module; the table of modules has their lengths. */
const loaders: string[] = [];

const lines = readFileSync(file, 'utf8').split('\n').map(withoutRoot);
writeFileSync(file, lines.map(withLengthsOfLoaders).join('\n'));

/** Replaces the folder in a constant, and adjusts the constant's length: with NUL in the type, without elsewhere. */
function withoutRoot(line: string): string {
  if (!line.startsWith('@')) return line;
  const path = ` c"${root}`;
  const load = ` c"const m=globalThis.__scr_require(\\22${root}`;
  const found = [path, load].find((text) => line.includes(text));
  if (found === undefined) return line;
  if (found === load) loaders.push(line.slice(0, line.indexOf(' ')));
  return line
    .replace(found, found.replace(root, `${ROOT}/`))
    .replace(/\[(\d+) x i8\]/g, (_, length: string) => `[${shorten(length)} x i8]`)
    .replace(/i64 -1, i64 (\d+), i64 (\d+),/, (_, octets: string, units: string) => {
      return `i64 -1, i64 ${shorten(octets)}, i64 ${shorten(units)},`;
    });
}

function withLengthsOfLoaders(line: string): string {
  if (!line.startsWith('@sc_npm_modules ')) return line;
  return line.replace(/ptr (@\w+), i64 (\d+)/g, (entry, name: string, length: string) =>
    loaders.includes(name) ? `ptr ${name}, i64 ${shorten(length)}` : entry,
  );
}

function shorten(length: string): string {
  return String(Number(length) - shorter);
}
