// Live pace, played back in simulation: a listener hears segments as they arrive, a server answers after a latency and at a
// real-time factor, a writer gives the text whole or in tokens. Counts texts that play without a stall over 100 ms.

import { readFileSync } from 'node:fs'
import { prose } from '../prose.mjs'
import { randomFrom } from './corpus.mjs'
import { loadText } from './load.mjs'

const { createLivePlan, createPaceEstimate } = await loadText()
const charactersPerSecond = 15
const concurrency = 4

/** Plays one text and gives milliseconds to the first audio, the longest stall, and the segments' lengths. */
function play(text, { latency, factor, streaming, serial, tokenEvery, estimate, random, frozen }) {
  const plan = createLivePlan({ maxLength: 4096, locale: 'en', estimate: frozen ? undefined : estimate })
  const tokens = tokenEvery === 0 ? [text] : (text.match(/.{1,5}/gs) ?? [])
  let nextToken = 0
  let now = 0
  let freeAt = 0
  let state = 'open'
  let wake
  const segments = []
  const inFlight = []
  const events = () => [
    ...(nextToken < tokens.length ? [nextToken * tokenEvery] : []),
    ...inFlight.map(({ endedAt }) => endedAt),
    ...(wake === undefined ? [] : [wake]),
  ]
  for (let step = 0; step < 100_000; step++) {
    while (nextToken < tokens.length && nextToken * tokenEvery <= now) {
      plan.push(tokens[nextToken++])
      if (nextToken === tokens.length) plan.flush()
    }
    for (const done of inFlight.filter(({ endedAt }) => endedAt <= now)) {
      plan.report(done)
      inFlight.splice(inFlight.indexOf(done), 1)
    }
    wake = undefined
    while (state === 'open' && inFlight.length < concurrency) {
      const result = plan.next(now)
      if (result.status === 'done') state = 'done'
      if (result.status !== 'segment') {
        wake = result.until
        break
      }
      const { index, text: said } = result.segment
      const seconds = (said.length / charactersPerSecond) * (0.85 + 0.3 * random())
      const begunAt = serial ? Math.max(now, freeAt) : now
      const endedAt = begunAt + latency * 1000 + factor * seconds * 1000
      if (serial) freeAt = endedAt
      const firstByteAt = streaming ? begunAt + latency * 1000 : endedAt
      const timing = { index, requestedAt: now, firstByteAt, endedAt, seconds, characters: said.length }
      segments.push(timing)
      inFlight.push(timing)
    }
    const next = Math.min(...events())
    if (next === Number.POSITIVE_INFINITY) break
    now = Math.max(now, next)
  }
  let playedUntil
  let stall = 0
  for (const { firstByteAt, seconds } of segments) {
    if (playedUntil !== undefined) stall = Math.max(stall, firstByteAt - playedUntil)
    playedUntil = Math.max(playedUntil ?? 0, firstByteAt) + seconds * 1000
  }
  return { first: segments[0].firstByteAt, stall, segments }
}

// Another text can be given as a file.
const source = process.argv[2] === undefined ? prose(120_000) : readFileSync(process.argv[2], 'utf8')
const texts = source
  .split(/\n\n+/)
  .filter(p => p.length > 200)
  .slice(0, 300)
const table = []
for (const mode of [
  'whole',
  'whole, frozen',
  'whole, streaming',
  'tokens',
  'tokens, frozen',
  'whole, serial',
  'serial known',
]) {
  for (const factor of [0.1, 0.3, 0.5]) {
    for (const latency of [0.2, 0.5, 0.8]) {
      const random = randomFrom(7)
      let smooth = 0
      let late = 0
      let requests = 0
      let slowest = 0
      const kept = createPaceEstimate()
      for (const text of texts) {
        const estimate = mode === 'serial known' ? kept : createPaceEstimate()
        const tokenEvery = mode.startsWith('tokens') ? 50 : 0
        const options = { latency, factor, tokenEvery, estimate, random }
        const { first, stall, segments } = play(text, {
          ...options,
          streaming: mode.includes('streaming'),
          serial: mode.includes('serial'),
          frozen: mode.includes('frozen'),
        })
        smooth += stall <= 100
        late = Math.max(late, stall)
        requests += segments.length
        // From when the first clause, and the white space that ends it, was written.
        const written = Math.floor(segments[0].characters / 5) * tokenEvery
        const least = written + latency * 1000 + factor * segments[0].seconds * 1000
        slowest = Math.max(slowest, first / least)
      }
      table.push({
        mode,
        latency,
        factor,
        'without stall %': ((100 * smooth) / texts.length).toFixed(1),
        'worst stall ms': late.toFixed(0),
        'first audio × least': slowest.toFixed(2),
        requests: (requests / texts.length).toFixed(1),
      })
    }
  }
}
console.table(table)
