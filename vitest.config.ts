import { defineConfig } from 'vitest/config';
import { NODE_FLAGS } from './lab/node.ts';
import { TEST_LIMIT_MS, WAIT_LIMIT_MS } from './lab/time-limits.ts';

export default defineConfig({
  test: {
    execArgv: [...NODE_FLAGS],
    // IPaddr2 sleeps most of the time.
    maxConcurrency: 4,
    globalSetup: 'test/support/requirements.ts',
    testTimeout: TEST_LIMIT_MS,
    hookTimeout: TEST_LIMIT_MS,
    expect: { poll: { timeout: WAIT_LIMIT_MS, interval: 20 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'agent',
          include: ['test/{unit,native,netns,compat,packages,torture}/**/*.test.ts'],
          // More than cores: the tests mostly wait for carriers, timers and IPaddr2's sleep.
          maxWorkers: 3,
        },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          // After the others, so that a cluster does not lack CPU time.
          sequence: { groupOrder: 1 },
          // More than cores: a cluster mostly waits for its timers.
          maxWorkers: 3,
        },
      },
    ],
  },
});
