import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // IPaddr2 sleeps most of the time.
    maxConcurrency: 4,
    globalSetup: 'test/support/requirements.ts',
    projects: [
      {
        extends: true,
        test: {
          name: 'agent',
          include: ['test/{unit,netns,compat}/**/*.test.ts'],
          // Each netns test has namespaces of its own, but two cores are soon full.
          maxWorkers: 2,
          // Only for what hangs: on a machine that is busy, a minute is soon over.
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          // After the others, so that nobody starves a cluster of the processor.
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
          // More than anything in test/cluster/lab waits for, so that it can say what did not happen.
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
