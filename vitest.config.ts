import { availableParallelism } from 'node:os'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromiumFlags, findChromium } from './scripts/chromium.mjs'

const executablePath = await findChromium()
const inBrowser = 'packages/*/src/**/*.browser.test.{ts,tsx}'

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    testTimeout: 30_000,
    // Much of a test is waiting: with one worker, which is the default on two cores, one of them would rest.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ['default', ['json', { outputFile: process.env.OUTLOUD_TEST_RESULTS ?? 'test-results.json' }]],
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'apps/*/test/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [inBrowser, 'test/browsers/**'],
          // They import a package that publishes its TypeScript under our condition, which Node 20 cannot read.
          server: { deps: { inline: [/node_modules\/(@ai-sdk|ai)\//] } },
        },
      },
      // Without Chromium, `npm test` has said so.
      ...(executablePath === undefined
        ? []
        : [
            {
              extends: true as const,
              test: {
                name: 'browser',
                include: [inBrowser],
                globalSetup: ['test/browser/trickle.ts'],
                // Clocks of sound are shared: two pages that measure would disturb one another.
                fileParallelism: false,
                browser: {
                  enabled: true,
                  headless: true,
                  screenshotFailures: false,
                  provider: playwright({ launchOptions: { executablePath, args: [...chromiumFlags] } }),
                  instances: [{ browser: 'chromium' as const }],
                },
              },
            },
          ]),
    ],
  },
})
