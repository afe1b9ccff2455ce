// What a listener hears at live pace, simulated with a clock of its own: servers with a latency of 0.2 to 0.8 s that
// speak 2 to 10 times faster than real time, streaming or not; texts known whole or written by a model meanwhile.
import { build } from 'esbuild'
import { prose } from '../prose.mjs'

const source = new URL('../../packages/core/src/text/', import.meta.url).pathname
const { outputFiles } = await build({
  stdin: {
    contents: `export { createLivePlan } from './live.ts'; export { createPaceEstimate } from './estimate.ts'`,
    resolveDir: source,
  },
  bundle: true,
  format: 'esm',
  write: false,
})
const { createLivePlan, createPaceEstimate } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
)

const millisecondsPerCharacter = 1_000 / 15
const concurrency = 2
const maxAhead = 30_000

let seed = 7
const random = (from, to) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return from + ((to - from) * seed) / 2 ** 32
}

/** One listener and one text. Gives the time to the first audio over its bound, and the longest stall. */
function listen({ text, latency, factor, streams, serial, charactersPerSecond, estimate }) {
  const plan = createLivePlan({ maxLength: 4_096, locale: undefined, estimate })
  let now = 0
  let written = 0
  const write = () => {
    const known =
      charactersPerSecond === Infinity
        ? text.length
        : Math.min(text.length, Math.floor((now / 1_000) * charactersPerSecond))
    if (known > written) plan.push(text.slice(written, known))
    if (known === text.length && written < text.length) plan.flush()
    written = known
  }
  const underWay = []
  let playedUntil
  let longestStall = 0
  let first
  let firstAsked
  let serverFree = 0
  for (;;) {
    write()
    for (const timing of underWay.filter(request => request.endedAt <= now)) {
      underWay.splice(underWay.indexOf(timing), 1)
      plan.report(timing)
    }
    let until
    while (underWay.length < concurrency && (playedUntil ?? 0) - now < maxAhead) {
      const step = plan.next(now)
      if (step.status === 'done' && underWay.length === 0) return { ratio: first.ratio, longestStall }
      if (step.status !== 'segment') {
        until = step.until
        break
      }
      const { segment } = step
      const characters = segment.end - segment.start
      const seconds = (characters * millisecondsPerCharacter) / 1_000
      // Servers are as uneven as networks: a fifth up or down.
      const wait = latency * random(0.8, 1.2)
      const work = factor * seconds * 1_000 * random(0.8, 1.2)
      const begun = serial ? Math.max(now, serverFree) : now
      const firstByteAt = begun + wait + (streams ? 0 : work)
      const endedAt = begun + wait + work
      serverFree = endedAt
      underWay.push({ index: segment.index, requestedAt: now, firstByteAt, endedAt, seconds, characters })
      if (first === undefined) {
        firstAsked ??= now
        first = { ratio: firstByteAt / (firstAsked + wait + (streams ? 0 : work)) }
        playedUntil = firstByteAt
      } else {
        longestStall = Math.max(longestStall, firstByteAt - playedUntil)
        playedUntil = Math.max(playedUntil, firstByteAt)
      }
      playedUntil += seconds * 1_000
    }
    const times = [now + 20, ...underWay.map(request => request.endedAt), until ?? Infinity].filter(time => time > now)
    now = Math.min(...times)
  }
}

const texts = Array.from({ length: 60 }, (_, index) =>
  prose(200_000)
    .slice(index * 3_000, index * 3_000 + 1_500)
    .trimStart(),
)
const kinds = [
  ['streaming answers', { streams: true, serial: false }],
  ['whole answers', { streams: false, serial: false }],
  ['whole answers, one at a time', { streams: false, serial: true }],
]
for (const [name, charactersPerSecond] of [
  ['known whole', Infinity],
  ['written meanwhile', 200],
]) {
  for (const [kind, server] of kinds) {
    const met = { first: [], later: [] }
    for (let at = 0; at < 100; at++) {
      // One server, met with nothing known of it and then spoken through again.
      const pace = { latency: random(200, 800), factor: random(0.1, 0.5) }
      const estimate = createPaceEstimate()
      for (let time = 0; time < 4; time++) {
        const text = texts[(at * 4 + time) % texts.length]
        met[time === 0 ? 'first' : 'later'].push(listen({ text, ...pace, ...server, charactersPerSecond, estimate }))
      }
    }
    for (const [when, results] of Object.entries(met)) {
      const smooth = results.filter(({ longestStall }) => longestStall <= 100).length / results.length
      const worst = Math.max(...results.map(({ ratio }) => ratio))
      console.log(
        `${name}, ${kind}, ${when} text: first audio ${worst.toFixed(3)} × its bound at worst (goal 1.05), ` +
          `${(100 * smooth).toFixed(1)} % without a stall over 100 ms (goal 98)`,
      )
    }
  }
}
