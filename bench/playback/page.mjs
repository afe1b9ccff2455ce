// A page in Chromium with sound at once, beside the server of the tests that trickles.
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { createFliteEngine } from '@outloud/flite'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url))

/** The server is TypeScript. */
export async function startTrickle() {
  mkdirSync(folder, { recursive: true })
  const entryPoints = [`${root}packages/testing/src/trickle/index.ts`]
  const { outputFiles } = await build({ entryPoints, bundle: true, packages: 'external', format: 'esm', write: false })
  writeFileSync(`${folder}trickle.mjs`, outputFiles[0].contents)
  const { createTrickleServer, withTones } = await import(`${folder}trickle.mjs`)
  return createTrickleServer(withTones(createFliteEngine()))
}

/** Serves one module, bundled. */
export async function serve(contents) {
  const bundled = { bundle: true, splitting: true, format: 'esm', write: false, outdir: '/' }
  const { outputFiles } = await build({ stdin: { contents, resolveDir: root }, ...bundled })
  const site = createServer((request, response) => {
    const file = outputFiles.find(({ path }) => path === request.url)
    response.setHeader('content-type', file === undefined ? 'text/html' : 'text/javascript')
    response.end(file?.contents ?? '<!doctype html><script type="module" src="/stdin.js"></script>')
  }).listen(0, '127.0.0.1')
  await once(site, 'listening')
  return site
}

/**
 * Runs a module, which gets the address of the server and leaves functions in `globalThis.ways`; `use` calls them from here.
 */
export async function onPage(contents, use) {
  const executablePath = await findChromium()
  if (executablePath === undefined) throw new Error('playback: expected Chromium, found none')
  const trickle = await startTrickle()
  const site = await serve(contents(trickle.url))
  const browser = await chromium.launch({ executablePath, args: chromiumFlags })
  try {
    const tab = await browser.newPage()
    await tab.goto(`http://127.0.0.1:${site.address().port}/`)
    await tab.waitForFunction('globalThis.ways !== undefined')
    const run = (name, argument) => tab.evaluate(`ways[${JSON.stringify(name)}](${JSON.stringify(argument ?? null)})`)
    await use({ names: await tab.evaluate('Object.keys(ways)'), run })
  } finally {
    await browser.close()
    site.close()
    await trickle.close()
  }
}

/** Runs all in turn, so many times, and gives what each gave; the first round makes the audio and loads what is loaded late. */
export async function inTurns(names, rounds, run) {
  const all = Object.fromEntries(names.map(name => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const value = await run(name)
      if (round > 0) all[name].push(value)
    }
  }
  return all
}
