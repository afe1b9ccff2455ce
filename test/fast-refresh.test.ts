import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSpeechServer } from '@outloud/server'
import { toNodeHandler } from '@outloud/server/node'
import { createToneEngine } from '@outloud/testing'
import react from '@vitejs/plugin-react'
import { type Browser, chromium, type Page } from 'playwright-core'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs'
import { root } from './workspace.ts'

const executablePath = await findChromium()

const main = `
  import { StrictMode } from 'react'
  import { createRoot } from 'react-dom/client'
  import { App } from './app.tsx'
  createRoot(document.getElementById('root')).render(<StrictMode><App /></StrictMode>)`

/** A component as somebody writes it; `hook` is one more that they add. */
const app = (title: string, hook = '') => `
  import { useState } from 'react'
  import { useSpeech, useSpeechTime } from '@outloud/react'
  const text = 'A sentence that is spoken for a while. '.repeat(10)
  export function App() {
    ${hook}
    const { status, player, getButtonProps } = useSpeech({ text })
    const { currentTime } = useSpeechTime(player)
    const [count, setCount] = useState(0)
    globalThis.players.add(player)
    return <>
      <h1 onClick={() => setCount(count + 1)}>${title} {count}</h1>
      <button {...getButtonProps()} />
      <output>{status}</output>
      <time>{currentTime}</time>
    </>
  }`

/** Runs before the page does: what it makes that a browser would have to let go of. */
const witness = `
  globalThis.players = new Set()
  globalThis.elements = []
  const { createElement } = document
  document.createElement = (...parameters) => {
    const element = createElement.apply(document, parameters)
    if (element instanceof HTMLAudioElement) elements.push(element)
    return element
  }`

describe.skipIf(executablePath === undefined)('a component whose module is replaced while it is worked on', () => {
  let folder: string
  let vite: ViteDevServer
  let browser: Browser
  let page: Page
  const problems: string[] = []
  const requests = { begun: 0, over: 0 }

  const write = (code: string) => writeFileSync(join(folder, 'app.tsx'), code)

  beforeAll(async () => {
    // Within the package, so that it finds React and itself.
    folder = mkdtempSync(join(root, 'packages/react/.refresh-'))
    writeFileSync(join(folder, 'main.tsx'), main)
    writeFileSync(join(folder, 'index.html'), '<div id="root"></div><script type="module" src="/main.tsx"></script>')
    write(app('First'))
    const server = createSpeechServer({ engine: createToneEngine() })
    const fetch = (request: Request) => server.fetch(new Request('http://embedded/v1/audio/speech', request))
    const answer = toNodeHandler({ fetch })
    vite = await createServer({
      root: folder,
      configFile: false,
      logLevel: 'error',
      cacheDir: join(folder, '.vite'),
      resolve: { conditions: ['source'] },
      optimizeDeps: { include: ['react', 'react-dom/client', 'react/jsx-dev-runtime'] },
      plugins: [
        react(),
        {
          name: 'speech',
          configureServer: ({ middlewares }) => {
            middlewares.use('/api/speech', (request, response) => {
              requests.begun++
              response.once('close', () => requests.over++)
              void answer(request, response)
            })
          },
        },
      ],
    })
    await vite.listen(0)
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...chromiumFlags] })
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await vite?.close()
    rmSync(folder, { recursive: true })
  })
  beforeEach(async () => {
    page = await browser.newPage()
    page.on('pageerror', error => problems.push(error.message))
    await page.addInitScript(witness)
    await page.goto(vite.resolvedUrls?.local[0] ?? '')
  })

  const poll = <T>(look: () => Promise<T> | T) => expect.poll(look, { timeout: 15_000 })
  const title = (expected: string) => poll(() => page.locator('h1').textContent()).toBe(expected)
  const status = () => page.locator('output').textContent()
  const seconds = async () => Number(await page.locator('time').textContent())
  const states = () => page.evaluate<string[]>(`[...players].map(player => player.getSnapshot().status)`)
  const utterances = () =>
    page.evaluate<number>(`Math.max(...[...players].map(player => player.getSnapshot().utterance))`)
  const sounding = () => page.evaluate<number>(`elements.filter(({ paused }) => !paused).length`)

  test('keeps its player and what it speaks, and pauses and goes on as before', { timeout: 60_000 }, async () => {
    await page.locator('h1').click()
    await title('First 1')
    await page.locator('button').click()
    await poll(seconds).toBeGreaterThan(0.5)
    const known = (await states()).length
    write(app('Second'))
    await title('Second 1')
    const at = await seconds()
    await poll(seconds).toBeGreaterThan(at + 0.5)
    expect(await status()).toBe('playing')
    expect(await states()).toHaveLength(known)
    await page.locator('button').click()
    write(app('Third'))
    await title('Third 1')
    expect(await status()).toBe('paused')
    const paused = await seconds()
    expect(paused).toBeGreaterThan(at)
    await page.locator('button').click()
    await poll(seconds).toBeGreaterThan(paused + 0.3)
    expect(await sounding()).toBe(1)
    expect(await utterances()).toBe(1)
    expect(problems).toEqual([])
    await page.close()
  })

  test('with other hooks it begins anew, and leaves nothing of what it was', { timeout: 60_000 }, async () => {
    await page.locator('h1').click()
    await page.locator('button').click()
    await poll(seconds).toBeGreaterThan(0.5)
    const before = (await states()).length
    write(app('Fourth', 'useState(1)'))
    await title('Fourth 0')
    await poll(async () => new Set(await states())).toEqual(new Set(['idle']))
    expect((await states()).length).toBeGreaterThan(before)
    expect(await sounding()).toBe(0)
    expect(await status()).toBe('idle')
    await poll(() => requests.begun - requests.over).toBe(0)
    await page.locator('button').click()
    await poll(seconds).toBeGreaterThan(0.2)
    expect(await sounding()).toBe(1)
    expect(problems).toEqual([])
    await page.close()
  })
})
