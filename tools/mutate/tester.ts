/**
 * Runs tests of the working directory on request, in one process: vitest takes longer to start than most tests.
 * stdin: one line of JSON for each Request. stdout: one line for each, `true` if all tests have passed, or `false`.
 */
import { writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createVitest } from 'vitest/node';
import { NODE_FLAGS } from '../../lab/node.ts';

export interface Request {
  /** Files that were changed since the last request. */
  readonly changed: readonly string[];
  readonly tests: readonly string[];
}

// Without the configuration of the tree, whose setup requires a build and root.
const vitest = await createVitest('test', {
  config: false,
  watch: false,
  include: ['test/unit/**/*.test.ts'],
  // Threads end with the process if it is killed.
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
