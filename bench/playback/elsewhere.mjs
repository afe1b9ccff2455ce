// First sound, silence and closing in browsers other than Chromium, which the files beside this one open. Sound is told of
// twice: when the time of the element moves, which Firefox looks at only every 40 ms, and when the sound card hears it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { median } from '../median.mjs'
import { printTable, verdict } from '../table.mjs'
import { createEar } from './ear.mjs'
import { serve, startTrickle } from './page.mjs'

const rounds = 9
const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url))

/** A module of the tests, which are TypeScript. */
export async function fromTests(path) {
  mkdirSync(folder, { recursive: true })
  const options = { bundle: true, packages: 'external', format: 'esm', platform: 'node', write: false }
  const { outputFiles } = await build({ entryPoints: [`${root}${path}`], ...options })
  const file = `${folder}${path.replaceAll(/\W/g, '-')}.mjs`
  writeFileSync(file, outputFiles[0].contents)
  return import(file)
}

/**
 * What runs in the page. Each way tells when it began, by the clock that is shared with who listens, how many milliseconds
 * later time moved, and what ends it.
 */
const page = trickle => `
import { createSpeechClient } from '@outloud/core'
import { createSpeechPlayer, mediaSink } from '@outloud/player'
import { workletSink } from '@outloud/player/worklet'
const url = ${JSON.stringify(trickle)} + '/first=200,rate=4'
// Loud from its first sample, so that who listens knows when it begins.
const tone = 'tone 440 Hz 8 s'
const address = format => url + '/audio?' + new URLSearchParams({ input: tone, format })
const client = createSpeechClient({ baseURL: url + '/v1', apiKey: 'sk-bench' })
const reaches = (time, seconds) => new Promise(resolve => {
  const timer = setInterval(() => {
    if (time() > seconds) {
      clearInterval(timer)
      resolve()
    }
  }, 2)
})
let end = () => {}
async function timed(begin) {
  const at = Date.now()
  const started = performance.now()
  await begin()
  return { at, moves: performance.now() - started }
}
/** As a page has it: one sink for all that is spoken. */
function spoken(format, sink) {
  let track
  // What is heard, not what the player tells a few times a second.
  const watched = { ...sink, open: options => (track = sink.open(options)) }
  const player = createSpeechPlayer({ client, format, sink: watched, cache: { maxBytes: 0 } })
  return () => timed(() => {
    player.speak(tone)
    end = player.stop
    return reaches(() => track?.currentTime, 0)
  })
}
const element = prepare => () => timed(async () => {
  const audio = new Audio()
  await prepare(audio)
  audio.play()
  end = () => { audio.src = '' }
  await reaches(() => audio.currentTime, 0)
})
/** When it was silenced. */
async function silenced(how) {
  const player = createSpeechPlayer({ client, format: 'pcm' })
  player.speak(tone)
  await reaches(() => player.getTime().currentTime, 0.6)
  end = player.dispose
  const at = Date.now()
  player[how]()
  return at
}
globalThis.workshop = {
  end: () => end(),
  silences: {
    'pause() → silence': () => silenced('pause'),
    'stop() → silence': () => silenced('stop'),
    'pause() of a plain <audio> → silence': async () => {
      const audio = new Audio(address('wav'))
      audio.play()
      await reaches(() => audio.currentTime, 0.6)
      end = () => { audio.src = '' }
      const at = Date.now()
      audio.pause()
      return at
    },
  },
  stopped: async id => {
    const address = ${JSON.stringify(trickle)} + '/rate=1.2,id=' + id
    const player = createSpeechPlayer({ client: client.extend({ baseURL: address + '/v1' }), format: 'mp3' })
    player.speak(tone)
    await reaches(() => player.getTime().currentTime, 0)
    const at = Date.now()
    player.stop()
    for (;;) {
      const [{ closedAt }] = await (await fetch(address + '/seen')).json()
      if (closedAt !== undefined) return closedAt - at
    }
  },
  ways: {
    'a plain reader, first byte': () => timed(async () => {
      const { body } = await fetch(address('mp3'))
      const reader = body.getReader()
      await reader.read()
      end = () => reader.cancel()
    }),
    'player, mp3': spoken('mp3', mediaSink()),
    'player, pcm': spoken('pcm', mediaSink()),
    'player, pcm by the worklet': spoken('pcm', workletSink()),
    '<audio src>, mp3': element(audio => { audio.src = address('mp3') }),
    'a whole blob, mp3': element(async audio => {
      audio.src = URL.createObjectURL(await (await fetch(address('mp3'))).blob())
    }),
  },
}`

/** How two figures of the same rounds compare: round by round, because how busy the machine is changes between them. */
const ratio = (all, base) => median(all.map((one, round) => one / base[round]))
const milliseconds = all => `${median(all).toFixed(0)} ms`

/**
 * Prints the tables of one browser. `open` starts it with sound at once; `goals` are multiples of the first byte, by the
 * name of a way.
 */
export async function measurePlayer(open, goals) {
  const trickle = await startTrickle()
  const site = await serve(page(trickle.url))
  const browser = await open()
  const ear = createEar(browser.env)
  try {
    const tab = await browser.open(`http://127.0.0.1:${site.address().port}/`)
    const names = group => tab.evaluate(group => Object.keys(globalThis.workshop[group]), group)
    const run = (group, name) => tab.evaluate((group, name) => globalThis.workshop[group][name](), group, name)
    const end = async () => {
      await tab.evaluate(() => globalThis.workshop.end())
      await ear.silence()
    }

    const ways = await names('ways')
    const moves = Object.fromEntries(ways.map(name => [name, []]))
    const heard = Object.fromEntries(ways.map(name => [name, []]))
    // The first round makes the audio, and loads what is loaded when it is needed.
    for (let round = 0; round <= rounds; round++) {
      for (const name of ways) {
        ear.attend()
        const told = await run('ways', name)
        // A reader is not heard.
        const sound = name === ways[0] ? told.moves : (await ear.sound()) - told.at
        await end()
        if (round === 0) continue
        moves[name].push(told.moves)
        heard[name].push(sound)
      }
    }
    const plain = moves[ways[0]]
    printTable(
      ways.map(name => {
        const goal = goals[name]
        const multiple = ratio(moves[name], plain)
        return {
          'first sound, × the first byte': name,
          'time moves': milliseconds(moves[name]),
          '×': multiple.toFixed(2),
          heard: milliseconds(heard[name]),
          '× ': ratio(heard[name], plain).toFixed(2),
          '': goal === undefined ? '' : verdict(multiple <= goal, goal),
        }
      }),
    )

    const closed = []
    for (let round = 0; round < rounds; round++) {
      closed.push(await tab.evaluate(id => globalThis.workshop.stopped(id), `${round}`))
    }
    const silences = Object.fromEntries((await names('silences')).map(name => [name, []]))
    for (let round = 0; round < rounds; round++) {
      for (const [name, all] of Object.entries(silences)) {
        ear.attend()
        const at = await run('silences', name)
        await ear.sound()
        all.push((await ear.silence()) - at)
        await end()
      }
    }
    console.log()
    printTable(
      Object.entries({ 'stop() → the server sees the close': closed, ...silences }).map(([name, all]) => ({
        'over after': name,
        median: milliseconds(all),
        // What is plain is there to be compared with.
        '': name.includes('plain') ? '' : verdict(median(all) <= 50, '50 ms'),
      })),
    )
  } finally {
    ear.close()
    await browser.close()
    site.close()
    await trickle.close()
  }
}
