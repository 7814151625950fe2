import { defineConfig } from 'vitest/config';

/** `npm run screenshots -w e2e`: no tests, but the same harness. */
export default defineConfig({
  test: {
    include: ['pictures/screens.ts'],
    setupFiles: ['harness/setup.ts'],
    pool: 'forks',
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
