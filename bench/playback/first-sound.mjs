// First sound in Chromium over a server whose first byte comes after 200 ms and whose audio comes at four times the speed
// it plays at: the player's sinks, `<audio src>` and a whole blob, each against a plain reader of the same address. Then
// how long after stop() the server sees the connection close, by the clock that page and server share.
import { median } from '../median.mjs'
import { printTable, verdict } from '../table.mjs'
import { inTurns, onPage } from './page.mjs'

const rounds = 9
const text =
  'The first word of an answer should be heard as soon as it is there. What follows has all the time that it takes to speak.'

/** What is to be said of a median, by those of the first byte and of the player. */
const goals = {
  'player, mp3': (ms, { first }) => verdict(ms <= 1.4 * first, '1.4 ×'),
  'player, pcm': (ms, { first }) => verdict(ms <= 1.35 * first, '1.35 ×'),
  'player, pcm by the worklet': (ms, { first }) => verdict(ms <= 1.1 * first, '1.1 ×'),
  '<audio src>, mp3': (ms, { player }) => verdict(ms >= 2 * player, '2 × the player'),
  'a whole blob, mp3': (ms, { player }) => verdict(ms >= 4 * player, '4 × the player'),
  'stop, the server sees the close': ms => verdict(ms <= 50, '50 ms'),
}

const page = trickle => `
import { createSpeechClient } from '@outloud/core'
import { createSpeechPlayer, mediaSink } from '@outloud/player'
import { workletSink } from '@outloud/player/worklet'
const url = ${JSON.stringify(trickle)} + '/first=200,rate=4'
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
  sink.dispose()
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
async function stopped() {
  const address = ${JSON.stringify(trickle)} + '/rate=1.2,id=' + crypto.randomUUID()
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
  'stop, the server sees the close': stopped,
}`

await onPage(page, async ({ names, run }) => {
  const times = await inTurns(names, rounds, run)
  const medians = Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]))
  const { 'a plain reader, first byte': first, 'player, mp3': player } = medians
  const row = ([name, ms]) => ({
    '': name,
    ms: ms.toFixed(0),
    '×': (ms / first).toFixed(2),
    goal: goals[name]?.(ms, { first, player }),
  })
  printTable(Object.entries(medians).map(row))
})
process.exit()
