import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['protocol/**/*.test.ts', 'parity/**/*.test.ts', 'browser/**/*.test.ts', 'harness/**/*.test.ts'],
    setupFiles: ['harness/setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 40_000,
    hookTimeout: 40_000,
    allowOnly: false,
  },
});
