/**
 * Runs tests of the working directory, over and over: vitest takes longer to begin than most tests take.
 * A line of JSON on standard input, see Request; its answer is a line as well: whether all have passed.
 */
import { writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createVitest } from 'vitest/node';
import { NODE_FLAGS } from '../../lab/node.ts';

export interface Request {
  /** Files that are not what they were at the last request. */
  readonly changed: readonly string[];
  readonly tests: readonly string[];
}

// Without the configuration of the tree, which is for all tests, and wants a build and root.
const vitest = await createVitest('test', {
  config: false,
  watch: false,
  include: ['test/unit/**/*.test.ts'],
  // Threads end with the process when that is killed.
  pool: 'threads',
  maxWorkers: 1,
  execArgv: [...NODE_FLAGS],
  testTimeout: 180_000,
  bail: 1,
  reporters: [{}],
});

async function haveAllPassed({ changed, tests }: Request): Promise<boolean> {
  for (const file of changed) vitest.invalidateFile(resolve(file));
  const project = vitest.getRootProject();
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(
    tests.map((file) => project.createSpecification(resolve(file))),
  );
  return unhandledErrors.length === 0 && testModules.every((module) => module.ok());
}

for await (const line of createInterface({ input: process.stdin })) {
  writeSync(1, `${await haveAllPassed(JSON.parse(line))}\n`);
}
process.exit();
