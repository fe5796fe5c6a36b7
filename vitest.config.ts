import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,netns,compat}/**/*.test.ts'],
    // Each netns test has namespaces of its own, but two cores are soon full.
    maxWorkers: 2,
    // IPaddr2 sleeps most of the time.
    maxConcurrency: 4,
    globalSetup: 'test/support/requirements.ts',
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
