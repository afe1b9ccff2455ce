import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { build } from 'esbuild'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs'
import { root } from './workspace.ts'

const executablePath = await findChromium()
const espeak = `${root}packages/espeak`
const { resolve } = createRequire(`${espeak}/package.json`)

/** What the worker asks for: the first where the README says, the other beside itself. */
const files: Readonly<Record<string, string>> = {
  '/espeak-ng.data': resolve('@echogarden/espeak-ng-emscripten').replace(/\.js$/, '.data'),
  '/sonic.wasm': resolve('@echogarden/sonic-wasm').replace(/\.js$/, '.wasm'),
}

/** Speaks what it is told, up to a number of chunks, and tells what it made and how it ended. */
const worker = `
  import { createEspeakEngine } from '@outloud/espeak/browser'
  const engine = createEspeakEngine({ data: async () => (await fetch('/espeak-ng.data')).arrayBuffer() })
  addEventListener('message', async ({ data: { text, voice, most = Infinity } }) => {
    const abort = new AbortController()
    const heard = { chunks: 0, samples: 0, loudest: 0, words: [], rate: 0, end: 'whole' }
    try {
      for await (const { samples, sampleRate, marks } of engine.speak(text, { voice, speed: 1, signal: abort.signal })) {
        heard.chunks += 1
        heard.samples += samples.length
        heard.rate = sampleRate
        heard.loudest = samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), heard.loudest)
        for (const { start, end } of marks ?? []) heard.words.push(text.slice(start, end))
        if (heard.chunks === most) abort.abort('enough')
      }
    } catch (reason) {
      heard.end = String(reason)
    }
    postMessage(heard)
  })`

const page = `
  const worker = new Worker('/worker.js', { type: 'module' })
  globalThis.speak = asked => new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage(asked)
  })`

describe.skipIf(executablePath === undefined)('espeak in a web worker', () => {
  let browser: Browser
  let tab: Page
  const asked: string[] = []
  const close: (() => unknown)[] = []

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: { contents: worker, resolveDir: espeak },
      bundle: true,
      format: 'esm',
      // espeak's module asks for it where it finds itself in Node.
      external: ['module'],
      write: false,
    })
    const pages = createServer(({ url = '' }, response) => {
      asked.push(url)
      const file = files[url]
      if (file !== undefined) return void createReadStream(file).pipe(response)
      const script = url === '/worker.js' ? outputFiles[0]?.text : page
      const isPage = url === '/'
      response.setHeader('content-type', isPage ? 'text/html' : 'text/javascript')
      response.end(isPage ? '<script type="module" src="/page.js"></script>' : script)
    })
    await new Promise<void>(resolve => pages.listen(0, '127.0.0.1', resolve))
    close.push(() => pages.close().closeAllConnections())
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...chromiumFlags] })
    close.push(() => browser.close())
    tab = await browser.newPage()
    const address = pages.address()
    await tab.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`)
    await tab.waitForFunction('globalThis.speak !== undefined')
  })
  afterAll(async () => {
    for (const each of close.reverse()) await each()
  })

  const speak = (text: string, voice: string, most?: number): Promise<unknown> =>
    tab.evaluate(`speak(${JSON.stringify({ text, voice, most })})`)

  test('speaks, says when each word is heard, and loads its data when it is first asked to', async () => {
    expect(asked).not.toContain('/espeak-ng.data')
    expect(await speak('Guten Tag, wie geht es?', 'de')).toEqual({
      chunks: expect.toSatisfy(chunks => chunks > 10),
      samples: expect.toSatisfy(samples => samples > 22_050 && samples < 3 * 22_050),
      loudest: expect.toSatisfy(loudest => loudest > 5_000),
      words: ['Guten', 'Tag', 'wie', 'geht', 'es'],
      rate: 22_050,
      end: 'whole',
    })
    expect(asked.filter(url => url === '/espeak-ng.data')).toHaveLength(1)
  })

  test('stops when aborted, with the reason, and speaks again', async () => {
    const long = 'This goes on for a while. '.repeat(50)
    expect(await speak(long, 'nova', 3)).toMatchObject({ chunks: 3, end: 'enough' })
    expect(await speak('Hello.', 'nova')).toMatchObject({ words: ['Hello'], end: 'whole' })
    expect(asked.filter(url => url === '/espeak-ng.data')).toHaveLength(1)
  })
})
