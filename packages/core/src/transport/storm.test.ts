import { type Bytes, createSpeechClient, isSpeechError, wavHeader } from '@outloud/core'
import { answer, createFaultServer, hang, pause, reset, type Step, speech, toneOf } from '@outloud/testing'
import { describe, expect, test, vi } from 'vitest'

const calls = 100
const seeds = Array.from({ length: 20 }, (_, index) => index + 1)

/** What a text sounds like: no two alike, and the frames of neither format can be mixed up. */
function audioOf(text: string, format: 'pcm' | 'wav'): Bytes {
  const { samples } = toneOf(text, { secondsPerCharacter: 0.004 })
  const pcm = new Uint8Array(samples.buffer)
  return format === 'pcm' ? pcm : new Uint8Array([...wavHeader({ dataLength: pcm.length }), ...pcm])
}

interface Fate {
  /** How many of a thousand requests meet it. */
  readonly chance: number
  /** What a call comes to when this was its last answer. */
  readonly outcome: string
  readonly steps: (audio: Bytes, format: 'pcm' | 'wav') => readonly Step[]
}

const refused = (status: number) => () => answer({ status, headers: { 'retry-after-ms': '10' }, body: '{}' })
const half = (audio: Bytes) => audio.slice(0, (audio.length >> 1) | 1)
const announced = (audio: Bytes, format: 'pcm' | 'wav') =>
  speech(format, { body: half(audio), announced: audio.length })

const fates: Readonly<Record<string, Fate>> = {
  audio: { chance: 560, outcome: 'audio', steps: (body, format) => speech(format, { body }) },
  'audio in pieces': {
    chance: 100,
    outcome: 'audio',
    steps: (audio, format) =>
      speech(format, { body: [half(audio), audio.slice(half(audio).length)], framing: 'chunked' }),
  },
  'too many': { chance: 60, outcome: 'APIError 429', steps: refused(429) },
  'away for now': { chance: 60, outcome: 'APIError 503', steps: refused(503) },
  'no such voice': { chance: 20, outcome: 'APIError 400', steps: () => answer({ status: 400, body: '{}' }) },
  'a page': { chance: 20, outcome: 'InvalidResponseError html', steps: (_, format) => speech(format, { body: '<p>' }) },
  'another format': {
    chance: 20,
    outcome: 'InvalidResponseError format',
    steps: (audio, format) => speech(format, { body: new Uint8Array([0x66, 0x4c, 0x61, 0x43, ...audio]) }),
  },
  'half of it': {
    chance: 40,
    outcome: 'InvalidResponseError truncated',
    steps: (audio, format) => speech(format, { body: half(audio) }),
  },
  'reset at once': { chance: 40, outcome: 'NetworkError', steps: () => [reset] },
  'reset in the middle': {
    chance: 40,
    outcome: 'NetworkError',
    steps: (audio, format) => [...announced(audio, format), pause(5), reset],
  },
  'silence until the caller leaves': {
    chance: 40,
    outcome: 'abort',
    steps: (audio, format) => [...announced(audio, format), hang],
  },
}

/** The same for the same numbers, on every machine (mulberry32). */
function randomOf(seed: number, call: number, attempt: number): number {
  let state = Math.imul(seed * 1_009 + call, 9_176) + attempt * 6_971 + 0x6d2b79f5
  state = Math.imul(state ^ (state >>> 15), state | 1)
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61)
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32
}

/** The fate that the random number falls to, on a line of a thousand. */
function fateOf(seed: number, call: number, attempt: number): string {
  let left = randomOf(seed, call, attempt) * 1_000
  for (const [name, { chance }] of Object.entries(fates)) {
    if (left < chance) return name
    left -= chance
  }
  return 'audio'
}

/** One of the hundred, as its caller and as its server know it. */
interface Call {
  readonly text: string
  readonly format: 'pcm' | 'wav'
  readonly audio: Bytes
  readonly streamed: boolean
  readonly controller: AbortController
  readonly met: string[]
}

const callOf = (seed: number, index: number): Call => {
  const text = `Call ${index} of storm ${seed}.`
  const format = index % 2 === 0 ? 'pcm' : 'wav'
  const controller = new AbortController()
  return { text, format, audio: audioOf(text, format), streamed: index % 3 === 0, controller, met: [] }
}

async function storm(seed: number) {
  const all = Array.from({ length: calls }, (_, index) => callOf(seed, index))
  const server = await createFaultServer(({ request }) => {
    const { input } = JSON.parse(request.body)
    const index = all.findIndex(({ text }) => text === input)
    const call = all[index]!
    const fate = fateOf(seed, index, call.met.length)
    call.met.push(fate)
    if (fates[fate]!.outcome === 'abort') setTimeout(() => call.controller.abort('left'), 20)
    return fates[fate]!.steps(call.audio, call.format)
  })
  // Every other storm meets the gate, wide enough for all to be under way at once.
  const limit = seed % 2 === 0 ? ({ concurrency: calls } as const) : false
  const client = createSpeechClient({ baseURL: `${server.url}/v1`, limit })

  const speak = async ({ text, format, streamed, controller }: Call) => {
    const speech = client.synthesize(text, { format, signal: controller.signal })
    const heard: Uint8Array[] = []
    try {
      if (streamed) for await (const bytes of speech) heard.push(bytes)
      else heard.push(await speech.bytes())
      return { outcome: 'audio', bytes: Buffer.concat(heard), attempts: undefined }
    } catch (error) {
      if (error === 'left') return { outcome: 'abort', bytes: Buffer.concat(heard), attempts: undefined }
      if (!isSpeechError(error)) throw error
      const detail =
        'status' in error && error.name === 'APIError' ? error.status : 'reason' in error ? error.reason : ''
      return { outcome: `${error.name} ${detail}`.trim(), bytes: Buffer.concat(heard), attempts: error.attempts }
    }
  }
  try {
    const results = await Promise.all(all.map(async call => ({ call, ...(await speak(call)) })))
    await server.until(({ requests }) =>
      requests.every(({ finishedAt, abandonedAt }) => finishedAt !== undefined || abandonedAt !== undefined),
    )
    return { results, requests: server.requests.length }
  } finally {
    await server.close()
  }
}

// They wait more than they work.
vi.setConfig({ maxConcurrency: 10 })

describe('a hundred calls at once, three in ten of their answers wrong', () => {
  test.concurrent.each(seeds)('seed %i', async seed => {
    const { results, requests } = await storm(seed)
    for (const { call, outcome, bytes, attempts } of results) {
      const { text, audio, streamed, met } = call
      const sent = `${text} ${met.join(', ')}`
      // What came of it is what its own last answer was, and nobody else's.
      expect([sent, outcome]).toEqual([sent, fates[met.at(-1)!]!.outcome])
      if (outcome === 'audio') expect(bytes.equals(audio), sent).toBe(true)
      else expect(bytes.equals(audio.subarray(0, bytes.length)), sent).toBe(true)
      if (outcome !== 'audio' && !streamed) expect(bytes.length, sent).toBe(0)
      if (attempts !== undefined) expect([sent, attempts]).toEqual([sent, met.length])
      // Nothing was sent again after an answer that settles the matter, and twice at most after one that does not.
      expect(
        met.slice(0, -1).filter(fate => /^(audio|no such|a page|another|silence)/.test(fate)),
        sent,
      ).toEqual([])
      expect(met.filter(fate => fate !== 'too many').length, sent).toBeLessThanOrEqual(3)
    }
    expect(requests).toBe(results.reduce((sum, { call }) => sum + call.met.length, 0))
    const outcomes = new Set(results.map(({ outcome }) => outcome))
    expect(outcomes).toContain('audio')
    expect(outcomes).toContain('abort')
    expect(outcomes.size).toBeGreaterThan(4)
  })
})
