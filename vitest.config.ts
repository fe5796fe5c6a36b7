import { defineConfig } from 'vitest/config';
import { NODE_FLAGS } from './lab/node.ts';
import { PATIENCE, TEST_LIMIT } from './lab/patience.ts';

export default defineConfig({
  test: {
    execArgv: [...NODE_FLAGS],
    // IPaddr2 sleeps most of the time.
    maxConcurrency: 4,
    globalSetup: 'test/support/requirements.ts',
    testTimeout: TEST_LIMIT,
    hookTimeout: TEST_LIMIT,
    expect: { poll: { timeout: PATIENCE, interval: 20 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'agent',
          include: ['test/{unit,native,netns,compat}/**/*.test.ts'],
          // More than two cores are for: what is run waits for carriers, timers and IPaddr2's sleep.
          maxWorkers: 3,
        },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          // After the others, so that nobody starves a cluster of the processor.
          sequence: { groupOrder: 1 },
          // More than two cores are for: a cluster mostly waits for its own timers.
          maxWorkers: 3,
        },
      },
    ],
  },
});
