import { defineConfig } from 'vitest/config'
import { table } from './table.ts'

/** The player in WebKitGTK, which is near Safari and is not it: `report.mjs` prints what comes out, and judges nothing. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    include: ['test/browsers/webkit/*.test.ts'],
    testTimeout: 30_000,
    fileParallelism: false,
    reporters: [table],
  },
})
