/** A compiler that has a trap no more makes a rule needless: these tests fail then. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NODE } from '../../../../lab/node.ts';
import { ROOT } from './sample-program.ts';

const PROGRAM = join(import.meta.dirname, 'traps.ts');
const COMPILER = join(ROOT, 'node_modules/scriptc/dist/bootstrap.js');

const folder = mkdtempSync(join(tmpdir(), 'floatip-traps-'));
const executable = join(folder, 'traps');

beforeAll(async () => {
  await execa(NODE, [COMPILER, 'build', PROGRAM, '--no-keep-c', '--out', executable], {
    env: {
      SCRIPTC_LINKER: join(ROOT, 'tools/native/link'),
      SCRIPTC_NO_CACHE: '1',
      LINK_FLAGS: '-static',
    },
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['error-casts', 'undefined', 'throws'],
  ['function-slots', '1', 'throws'],
  ['in-operator', 'true', 'false'],
  ['loop-captures', 'a,b', 'b,b'],
  ['non-null-assertions', 'undefined', 'throws'],
  ['octets', 'nothing', 'SIGABRT'],
  ['optional-groups', 'nothing', ''],
  ['record-copies', '2', '1'],
  ['record-copies of arrays', '3', '2'],
  ['record-identity', 'true', 'false'],
  ['repeat-counts', 'throws', 'SIGABRT'],
])('%s: %s under Node.js, %s compiled', async (trap, interpreted, compiled) => {
  expect(await outcomeOf(NODE, [PROGRAM, trap])).toBe(interpreted);
  expect(await outcomeOf(executable, [trap])).toBe(compiled);
});

async function outcomeOf(command: string, args: readonly string[]): Promise<string> {
  const { stdout, signal } = await execa(command, args, { reject: false });
  return signal ?? stdout;
}
