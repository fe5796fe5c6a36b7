/**
 * Writes the golden messages as inputs of fuzz.ts, a file for each, with which a fuzzer begins.
 * usage: corpus.ts FOLDER
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parameters } from '../../ocf-metadata/parameters.ts';
import { DECODERS } from './wire/decoders.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: corpus.ts FOLDER');
mkdirSync(folder, { recursive: true });

for (const [selected, { name, golden }] of DECODERS.entries()) {
  for (const [at, bytes] of golden.entries()) write(`${name}-${at}`, selected, bytes);
}
for (const { name, default: value = 'eth0' } of parameters()) {
  const text = `ip=192.0.2.10\n${name}=${value}`;
  write(`parameter-${name}`, DECODERS.length, new TextEncoder().encode(text));
}

function write(name: string, selected: number, octets: Uint8Array): void {
  writeFileSync(join(String(folder), name), Uint8Array.of(selected, ...octets));
}
