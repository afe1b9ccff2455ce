import { concat } from '../bytes.ts'
import { audioFormats, type Bytes } from '../format.ts'
import { orAbort } from './abort.ts'
import type { Answer, Call, Layer } from './fetch.ts'
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
    for (;;) {
      const stored = await store.get(key).catch(() => undefined)
      if (stored !== undefined) return answerFrom(stored)
      const other = underWay.get(key)
      if (other === undefined) break
      // Its own reader may be paused, and whoever waits here must not wait for that.
      other.drain()
      const bytes = await orAbort(other.whole, call.signal)
      if (bytes !== undefined) return answerFrom(bytes)
    }

    const fresh = createFresh(bytes => store.put(key, bytes))
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

/** An answer that is read for the first time, by one reader or on behalf of those who wait for the whole of it. */
interface Fresh {
  /** All of it, or `undefined` when it did not come whole. */
  readonly whole: Promise<Bytes | undefined>
  drain(): void
  follow(answer: Answer): Answer
  fail(): void
}

function createFresh(put: (bytes: Bytes) => Promise<void>): Fresh {
  const chunks: Bytes[] = []
  let state: 'open' | 'whole' | { readonly error: unknown } = 'open'
  let draining = false
  let source: Answer | undefined
  let pulling: Promise<void> | undefined
  let settle: (bytes: Bytes | undefined) => void = () => {}
  const whole = new Promise<Bytes | undefined>(resolve => (settle = resolve))

  async function pullFrom(answer: Answer): Promise<void> {
    try {
      const bytes = await answer.read()
      if (bytes !== undefined) {
        chunks.push(bytes)
        return
      }
      const all = concat(chunks)
      // Stored before the end is told, so that who was told can rely on it.
      await put(all).catch(() => {})
      state = 'whole'
      settle(all)
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

function answerFrom(bytes: Bytes): Answer {
  let rest: Bytes | undefined = bytes
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
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('')
}

/** The same value with its fields in one order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(fields.map(([name, field]) => [name, canonical(field)]))
}
