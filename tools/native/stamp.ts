/**
 * Writes the commit into a copy of the executable, over the text of lib/cli/version.ts, and puts the copy in the place
 * of the old one by rename: tests may execute it meanwhile.
 * usage: stamp.ts COMPILED COMMIT OUTPUT
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

const PLACE = Buffer.from('the commit, 40 octets, not yet known    ');
const WORD = /^[\w.+~-]+$/;

const [, , compiled, commit = '', output] = process.argv;
if (compiled === undefined || output === undefined) {
  throw new Error('usage: stamp.ts COMPILED COMMIT OUTPUT');
}
if (!WORD.test(commit) || commit.length > PLACE.length) {
  throw new Error(
    `COMMIT="${commit}" must be a word of at most ${PLACE.length} letters and digits`,
  );
}

const program = readFileSync(compiled);
const at = program.indexOf(PLACE);
if (at < 0 || program.includes(PLACE, at + 1)) {
  throw new Error(`${compiled}: the place of the commit is not there exactly once`);
}
program.write(commit.padEnd(PLACE.length), at, 'latin1');
writeFileSync(`${output}.new`, program, { mode: 0o755 });
renameSync(`${output}.new`, output);
