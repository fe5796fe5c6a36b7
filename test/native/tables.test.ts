/** The compiled program and Node.js write the same tables. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { beforeAll, expect, it } from 'vitest';
import { nodeCommand } from '../../lab/node.ts';
import { firstDifferences } from './first-differences.ts';
import { TABLES } from './tables.ts';

/** FLOATIP_TABLES names another build, such as one with sanitizers. */
const EXECUTABLE = process.env.FLOATIP_TABLES || 'build/native/tables';
const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url));

async function output(command: string, ...args: readonly string[]): Promise<Uint8Array> {
  const { stdout } = await execa(command, args, { encoding: 'buffer', stripFinalNewline: false });
  return stdout;
}

beforeAll(async () => {
  const env = { MAKEFLAGS: '' };
  const { exitCode } = await execa('make', ['-q', EXECUTABLE], { env, reject: false });
  if (exitCode !== 0) throw new Error(`${EXECUTABLE} is not up to date: run "make ${EXECUTABLE}"`);
});

it.each(TABLES)('table %s is the same in both', async (table) => {
  const [compiled, interpreted] = await Promise.all([
    output(EXECUTABLE, table),
    output(...nodeCommand(PROGRAM, table)),
  ]);
  expect(compiled.length).toBeGreaterThan(0);
  if (Buffer.compare(compiled, interpreted) === 0) return;
  expect.fail(firstDifferences(compiled, interpreted));
});

it('firstDifferences shows the numbers of the lines', () => {
  const octets = (text: string) => new TextEncoder().encode(text);
  expect(firstDifferences(octets('a\nb\nc\n'), octets('a\nx\nc\n'))).toBe(
    'line 2\n  compiled: b\n  Node.js:  x',
  );
  expect(firstDifferences(octets('a\n'), octets('a\nb\n'))).toContain('Node.js:  b');
});
