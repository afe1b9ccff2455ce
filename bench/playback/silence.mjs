// How long something is heard in Chromium after pause() and stop(), by each sink, as what leaves the element or the context
// is recorded; and how soon what has ended is heard again, without a request.
import { median } from '../median.mjs'
import { printTable, verdict } from '../table.mjs'
import { inTurns, onPage } from './page.mjs'

const rounds = 7
const goal = 50

const page = trickle => `
import { createSpeechClient } from '@outloud/core'
import { createSpeechPlayer, mediaSink } from '@outloud/player'
import { workletSink } from '@outloud/player/worklet'
import { createRecorder } from './packages/player/src/browser/recorder.fixture.ts'
import { flaws } from './packages/player/src/browser/sound.fixture.ts'
const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))
const until = async isSo => {
  for (const given = performance.now() + 20_000; !isSo(); await wait(2)) {
    if (performance.now() > given) throw new Error('silence: expected ' + isSo + ' within 20 s')
  }
}
async function withPlayer(format, create, use) {
  const recorder = await createRecorder()
  const address = ${JSON.stringify(trickle)} + '/id=' + crypto.randomUUID()
  const client = createSpeechClient({ baseURL: address + '/v1', apiKey: 'sk-bench' })
  const sink = create()
  const player = createSpeechPlayer({ client, format, sink })
  try {
    return await use({ recorder, player, address })
  } finally {
    player.dispose()
    sink.dispose()
    await recorder.close()
  }
}
const silenced = (format, create, how) => () => withPlayer(format, create, async ({ recorder, player }) => {
  player.speak('tone 440 Hz 3 s')
  const before = recorder.record()
  await until(() => player.getTime().currentTime > 0.5)
  const heard = recorder.record()
  player[how]()
  await wait(400)
  if (flaws(before.stop()).seconds < 0.3) throw new Error('silence: expected a tone before, heard none')
  return flaws(heard.stop()).seconds * 1_000
})
const replayed = (format, create) => () => withPlayer(format, create, async ({ recorder, player, address }) => {
  await player.speakAsync('tone 440 Hz 0.5 s')
  // What was played last is on its way from the thread of the sound.
  await wait(200)
  const heard = recorder.record()
  player.play()
  await wait(400)
  const at = heard.stop().findIndex(sample => Math.abs(sample) > 0.01)
  if (at === -1) throw new Error('silence: expected a tone again, heard none')
  const requests = await (await fetch(address + '/seen')).json()
  if (requests.length !== 1) throw new Error('silence: expected 1 request, got ' + requests.length)
  return at / 24
})
const sinks = {
  'mp3 by MediaSource': ['mp3', mediaSink],
  'pcm by MediaSource': ['pcm', mediaSink],
  'flac as blobs': ['flac', mediaSink],
  'pcm by the worklet': ['pcm', workletSink],
}
globalThis.ways = Object.fromEntries(Object.entries(sinks).flatMap(([name, [format, create]]) => [
  [name + ': pause, silence', silenced(format, create, 'pause')],
  [name + ': stop, silence', silenced(format, create, 'stop')],
  [name + ': replay, sound', replayed(format, create)],
]))`

await onPage(page, async ({ names, run }) => {
  const rows = Object.entries(await inTurns(names, rounds, run)).map(([name, all]) => ({
    '': name,
    ms: median(all).toFixed(0),
    most: Math.max(...all).toFixed(0),
    goal: verdict(median(all) <= goal, `${goal} ms`),
  }))
  printTable(rows)
})
process.exit()
