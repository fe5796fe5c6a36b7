/**
 * Builds the executable with the seeded bugs, from a copy of the sources.
 * usage: build.ts FOLDER; the executable is FOLDER/VirtualIP
 */
import {
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { ADDED, EDITS, IMPORTS } from './bugs.ts';

const PARTS = [
  'bin',
  'lib',
  'ocf-metadata',
  'tools/native',
  'tools/packages',
  'tools/render-tables.ts',
  'Makefile',
  'package.json',
  'package-lock.json',
];

const folder = resolve(process.argv[2] ?? 'build/seeded');
const copy = join(folder, 'sources');
rmSync(copy, { recursive: true, force: true });
mkdirSync(copy, { recursive: true });
// With their times: make must not install the packages again.
for (const part of PARTS) {
  cpSync(part, join(copy, part), { recursive: true, preserveTimestamps: true });
}
symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
for (const { file, from, to } of EDITS) {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) {
    throw new Error(`tools/torture/seeded/bugs.ts: ${file} no longer contains: ${from}`);
  }
  writeFileSync(
    path,
    text.replaceAll(from, () => to),
  );
}
for (const [file, lines] of Object.entries(IMPORTS)) {
  const path = join(copy, file);
  writeFileSync(path, lines + readFileSync(path, 'utf8'));
}
for (const [file, text] of Object.entries(ADDED)) writeFileSync(join(copy, file), text);
// A flag or a job server of the make that runs this must not reach the other one.
const { MAKEFLAGS: _flags, MAKELEVEL: _level, MFLAGS: _mflags, ...env } = process.env;
await execa('make', ['--no-print-directory', '-C', copy, 'dist/VirtualIP'], {
  stdio: 'inherit',
  env,
  extendEnv: false,
});
renameSync(join(copy, 'dist/VirtualIP'), join(folder, 'VirtualIP'));
