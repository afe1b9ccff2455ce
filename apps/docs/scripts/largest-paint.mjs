// Prints when the largest paint of a page is, with its scripts at once and three seconds late: `node scripts/largest-paint.mjs`.
import { loadavg } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium } from 'playwright-core'
import { chromiumFlags, findChromium } from '../../../scripts/chromium.mjs'
import { serveSite } from './serve-site.mjs'

const rounds = 7
const late = 3_000
const median = numbers => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

const executablePath = await findChromium()
if (executablePath === undefined) throw new Error('There is no Chromium: set OUTLOUD_CHROMIUM to one')
const browser = await chromium.launch({ executablePath, args: [...chromiumFlags] })
const site = await serveSite()

/** Milliseconds from the start of the page to its largest paint. */
async function largestPaint(path, delay) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  if (delay > 0)
    await page.route(/\.js$/, async route => {
      await wait(delay)
      await route.continue()
    })
  await page.goto(site.url + path, { waitUntil: 'load' })
  await page.waitForFunction(() => document.querySelector('astro-island[ssr]') === null)
  const time = await page.evaluate(
    () =>
      new Promise(resolve => {
        const tell = list => resolve(list.getEntries().at(-1).startTime)
        new PerformanceObserver(tell).observe({ type: 'largest-contentful-paint', buffered: true })
      }),
  )
  await context.close()
  return time
}

console.log(`median of ${rounds}, load ${loadavg()[0].toFixed(1)}`)
for (const path of ['/', '/playground/']) {
  const times = { 0: [], [late]: [] }
  for (let round = 0; round < rounds; round += 1)
    for (const delay of [0, late]) times[delay].push(await largestPaint(path, delay))
  const [soon, slow] = [median(times[0]), median(times[late])]
  console.log(`${path}: ${soon.toFixed(0)} ms; with scripts ${late / 1_000} s late ${slow.toFixed(0)} ms`)
}
await browser.close()
site.close()
