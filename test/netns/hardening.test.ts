/** Properties of the executable that make memory faults hard to exploit: it is root, and parses what others send. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { VIRTUAL_IP } from '../../lab/agent.ts';

const C_LAYER = fileURLToPath(new URL('../../build/native/system-calls.o', import.meta.url));
/** The LLVM code that the executable was made from. */
const PROGRAM = fileURLToPath(new URL('../../build/native/VirtualIP.ll', import.meta.url));

const readelf = async (...args: string[]) => (await execa('readelf', ['-W', ...args])).stdout;
const matches = (text: string, expression: RegExp) => text.match(expression) ?? [];

it('is loaded at a random address (PIE), without a loader', async () => {
  expect(await readelf('--file-header', VIRTUAL_IP)).toMatch(/Type: +DYN \(Position-Independent/);
  expect(await readelf('--dynamic', VIRTUAL_IP)).toMatch(/FLAGS_1.* PIE/);
  expect(await readelf('--program-headers', VIRTUAL_IP)).not.toContain('INTERP');
});

it('has relocated data that is read-only after the start (full RELRO), and no relocations in code', async () => {
  expect(await readelf('--program-headers', VIRTUAL_IP)).toContain('GNU_RELRO');
  const dynamic = await readelf('--dynamic', VIRTUAL_IP);
  expect(dynamic).toContain('BIND_NOW');
  expect(dynamic).not.toContain('TEXTREL');
});

it('has no segment that is writable and executable, nor an executable stack', async () => {
  const headers = await readelf('--program-headers', VIRTUAL_IP);
  const flags = matches(headers, /^ +(?:LOAD|GNU_STACK) .* (?=0x\w+$)/gm).map((line) =>
    line.trim().slice(-3).trim(),
  );
  expect(flags.length).toBeGreaterThan(3);
  for (const flag of flags) expect(flag).not.toMatch(/W.*E/);
});

it('checks its stack, in the C layer and in the compiled TypeScript', async () => {
  expect(await readelf('--symbols', C_LAYER)).toContain('__stack_chk_fail');
  const attributes = matches(await readFile(PROGRAM, 'utf8'), /^attributes #.*$/gm);
  expect(attributes.length).toBeGreaterThan(0);
  for (const line of attributes) expect(line).toContain('sspstrong');
});
