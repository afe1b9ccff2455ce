// First sound in Chromium over a server whose first byte comes after 200 ms and whose audio comes at four times the speed
// it plays at: the player's sinks, `<audio src>` and a whole blob, each against a plain reader of the same address. Then
// how long after stop() the server sees the connection close, by the clock that page and server share.
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { createFliteEngine } from '@outloud/flite'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs'
import { median } from '../median.mjs'

const rounds = 9
const text =
  'The first word of an answer should be heard as soon as it is there. What follows has all the time that it takes to speak.'

const executablePath = await findChromium()
if (executablePath === undefined) throw new Error('playback/first-sound: expected Chromium, found none')

// The server of the tests is TypeScript.
const folder = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url))
mkdirSync(folder, { recursive: true })
const entry = fileURLToPath(new URL('../../packages/testing/src/trickle/index.ts', import.meta.url))
const server = await build({ entryPoints: [entry], bundle: true, packages: 'external', format: 'esm', write: false })
writeFileSync(`${folder}trickle.mjs`, server.outputFiles[0].contents)
const { createTrickleServer, withTones } = await import(`${folder}trickle.mjs`)
const trickle = await createTrickleServer(withTones(createFliteEngine()))

const page = `
import { createSpeechClient } from '@outloud/core'
import { createSpeechPlayer, mediaSink } from '@outloud/player'
import { workletSink } from '@outloud/player/worklet'
const url = ${JSON.stringify(trickle.url)} + '/first=200,rate=4'
const text = ${JSON.stringify(text)}
const address = format => url + '/audio?' + new URLSearchParams({ input: text, format })
const client = createSpeechClient({ baseURL: url + '/v1', apiKey: 'sk-bench' })
const moves = time => new Promise(resolve => {
  const timer = setInterval(() => {
    if (time() > 0) {
      clearInterval(timer)
      resolve(performance.now())
    }
  }, 2)
})
async function spoken(format, sink, startBuffer = 0.25) {
  let track
  // What is heard, not what the player tells a few times a second.
  const watched = { ...sink, open: options => (track = sink.open(options)) }
  const player = createSpeechPlayer({ client, format, sink: watched, startBuffer, cache: { maxBytes: 0 } })
  const started = performance.now()
  player.speak(text)
  const first = (await moves(() => track?.currentTime)) - started
  player.dispose()
  return first
}
async function element(prepare) {
  const audio = new Audio()
  const started = performance.now()
  await prepare(audio)
  audio.play()
  const first = (await moves(() => audio.currentTime)) - started
  audio.src = ''
  return first
}
globalThis.stopped = async id => {
  const address = ${JSON.stringify(trickle.url)} + '/rate=1.2,id=' + id
  const player = createSpeechPlayer({ client: client.extend({ baseURL: address + '/v1' }), format: 'mp3' })
  player.speak(text)
  await moves(() => player.getTime().currentTime)
  const at = Date.now()
  player.dispose()
  for (;;) {
    const [{ closedAt }] = await (await fetch(address + '/seen')).json()
    if (closedAt !== undefined) return closedAt - at
  }
}
globalThis.ways = {
  'a plain reader, first byte': async () => {
    const started = performance.now()
    const { body } = await fetch(address('mp3'))
    const reader = body.getReader()
    await reader.read()
    const first = performance.now() - started
    await reader.cancel()
    return first
  },
  'player, mp3': () => spoken('mp3', mediaSink()),
  'player, pcm': () => spoken('pcm', mediaSink()),
  'player, pcm by the worklet': () => spoken('pcm', workletSink()),
  'the same without a start buffer': () => spoken('pcm', workletSink(), 0),
  '<audio src>, mp3': () => element(audio => { audio.src = address('mp3') }),
  'a whole blob, mp3': () => element(async audio => {
    audio.src = URL.createObjectURL(await (await fetch(address('mp3'))).blob())
  }),
}`
const { outputFiles } = await build({
  stdin: { contents: page, resolveDir: fileURLToPath(new URL('../..', import.meta.url)) },
  bundle: true,
  splitting: true,
  format: 'esm',
  write: false,
  outdir: '/',
})
const site = createServer((request, response) => {
  const file = outputFiles.find(({ path }) => path === request.url)
  response.setHeader('content-type', file === undefined ? 'text/html' : 'text/javascript')
  response.end(file?.contents ?? '<!doctype html><script type="module" src="/stdin.js"></script>')
}).listen(0, '127.0.0.1')
await once(site, 'listening')

const browser = await chromium.launch({ executablePath, args: chromiumFlags })
try {
  const tab = await browser.newPage()
  await tab.goto(`http://127.0.0.1:${site.address().port}/`)
  await tab.waitForFunction('globalThis.ways !== undefined')
  const times = Object.fromEntries((await tab.evaluate('Object.keys(ways)')).map(name => [name, []]))
  // The first round makes the audio, and loads what is loaded when it is needed.
  for (let round = 0; round <= rounds; round++) {
    for (const name of Object.keys(times)) {
      const time = await tab.evaluate(`ways[${JSON.stringify(name)}]()`)
      if (round > 0) times[name].push(time)
    }
  }
  const [[, plain]] = Object.entries(times)
  for (const [name, all] of Object.entries(times)) {
    const ratio = median(all) / median(plain)
    console.log(`${name.padEnd(32)} ${median(all).toFixed(0).padStart(5)} ms  ${ratio.toFixed(2).padStart(5)} ×`)
  }
  const closed = []
  for (let round = 0; round < rounds; round++) closed.push(await tab.evaluate(`stopped('${round}')`))
  console.log(`${'stop, the server sees the close'.padEnd(32)} ${median(closed).toFixed(0).padStart(5)} ms`)
} finally {
  await browser.close()
  site.close()
  await trickle.close()
}
process.exit()
