import type { Mark } from '../audio/report.ts'
import { concat } from '../bytes.ts'
import { audioFormats, type Bytes } from '../format.ts'
import { orAbort } from './abort.ts'
import type { Answer, Call, Layer } from './fetch.ts'
import { markStore, sha256 } from './kept-marks.ts'
import type { AudioStore } from './store.ts'

/**
 * Answers from the store what was asked before; what was not is stored while it streams, and only when it came whole.
 * The same request twice at once is sent once. A store that fails is as if it were empty: audio goes before saving it.
 */
export function cache(store: AudioStore): Layer {
  const underWay = new Map<string, Fresh>()
  return next => async call => {
    if (!(call.expect in audioFormats)) return next(call)
    const key = await keyOf(call)
    const kept = markStore(store, key, call.characters)
    for (;;) {
      const stored = await store.get(key).catch(() => undefined)
      if (stored !== undefined) return answerFrom(stored, call, call.report && (await kept.get(stored)))
      const other = underWay.get(key)
      if (other === undefined) break
      // Its own reader may be paused, and whoever waits here must not wait for that.
      other.drain()
      const whole = await orAbort(other.whole, call.signal)
      if (whole !== undefined) return answerFrom(whole.bytes, call, whole.marks)
    }

    const fresh = createFresh(async bytes => {
      const marks = call.report?.marks
      // Before the audio, so that who finds that finds these as well, wherever a run was cut off.
      if (marks !== undefined && marks.length > 0) await kept.put(bytes, marks)
      await store.put(key, bytes).catch(() => {})
      return { bytes, marks }
    })
    underWay.set(key, fresh)
    fresh.whole.then(() => underWay.delete(key))
    try {
      return fresh.follow(await next(call))
    } catch (error) {
      fresh.fail()
      throw error
    }
  }
}

/** All that is kept of an answer. */
interface Whole {
  readonly bytes: Bytes
  /** What its server told of its words, to whoever asked for that. */
  readonly marks: readonly Mark[] | undefined
}

/** An answer that is read for the first time, by one reader or on behalf of those who wait for the whole of it. */
interface Fresh {
  /** All of it, or `undefined` when it did not come whole. */
  readonly whole: Promise<Whole | undefined>
  drain(): void
  follow(answer: Answer): Answer
  fail(): void
}

function createFresh(keep: (bytes: Bytes) => Promise<Whole>): Fresh {
  const chunks: Bytes[] = []
  let state: 'open' | 'whole' | { readonly error: unknown } = 'open'
  let draining = false
  let source: Answer | undefined
  let pulling: Promise<void> | undefined
  let settle: (whole: Whole | undefined) => void = () => {}
  const whole = new Promise<Whole | undefined>(resolve => (settle = resolve))

  async function pullFrom(answer: Answer): Promise<void> {
    try {
      const bytes = await answer.read()
      if (bytes !== undefined) {
        chunks.push(bytes)
        return
      }
      // Stored before the end is told, so that who was told can rely on it.
      const kept = await keep(concat(chunks))
      state = 'whole'
      settle(kept)
    } catch (error) {
      state = { error }
      settle(undefined)
    }
  }

  /** One read at a time, whoever asks. */
  const pull = (answer: Answer) => (pulling ??= pullFrom(answer).finally(() => (pulling = undefined)))

  async function drain(): Promise<void> {
    while (draining && source !== undefined && state === 'open') await pull(source)
  }

  return {
    whole,
    drain: () => {
      draining = true
      void drain()
    },
    fail: () => settle(undefined),
    follow: answer => {
      source = answer
      void drain()
      let position = 0
      return {
        ...answer,
        read: async () => {
          while (position === chunks.length && state === 'open') await pull(answer)
          if (position < chunks.length) return chunks[position++]
          if (typeof state === 'object') throw state.error
          return undefined
        },
        cancel: reason => {
          settle(undefined)
          return answer.cancel(reason)
        },
      }
    },
  }
}

function answerFrom(bytes: Bytes, { report }: Call, marks: readonly Mark[] | undefined): Answer {
  let rest: Bytes | undefined = bytes
  if (report !== undefined) {
    report.usage = undefined
    report.marks = marks && [...marks]
  }
  return {
    status: 200,
    headers: new Headers(),
    cached: true,
    read: async () => {
      const all = rest
      rest = undefined
      return all
    },
    cancel: async () => {},
  }
}

/** SHA-256 over what decides how the answer sounds, and nothing else: headers, keys and how it travels do not. */
async function keyOf({ url, body }: Call): Promise<string> {
  const { stream_format, ...fields } = JSON.parse(String(body ?? '{}'))
  const text = JSON.stringify([url, canonical(fields)])
  return sha256(new TextEncoder().encode(text))
}

/** The same value with its fields in one order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(fields.map(([name, field]) => [name, canonical(field)]))
}
