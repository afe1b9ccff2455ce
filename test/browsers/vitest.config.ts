import { defineConfig } from 'vitest/config'

/** The tests in other browsers than Chromium: a minute of sound, so that `npm test` leaves them out. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    include: ['test/browsers/*.test.ts', 'apps/*/browsers/*.test.ts'],
    testTimeout: 30_000,
    // Pages that measure sound would disturb one another.
    fileParallelism: false,
    reporters: ['verbose'],
  },
})
