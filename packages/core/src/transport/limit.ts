import { isSpeechError } from '../errors.ts'
import type { Bytes } from '../format.ts'
import { orAbort } from './abort.ts'
import { createBucket } from './bucket.ts'
import type { Answer, Call, Layer } from './fetch.ts'
import { createQueue } from './queue.ts'

/** How much a client and all that is extended from it send at once. */
export interface LimitOptions {
  /** Requests under way at once, bodies included; fewer while the server answers 429. @default 8 */
  readonly concurrency?: number | undefined
  /** @default none */
  readonly requestsPerMinute?: number | undefined
  /** Characters of text that is sent to be spoken. @default none */
  readonly charactersPerMinute?: number | undefined
  /** How long a call goes on after its first 429, in milliseconds; 0 leaves 429 to `retry`. @default 60_000 */
  readonly patience?: number | undefined
}

export interface Limits {
  readonly concurrency: number
  readonly requestsPerMinute: number
  readonly charactersPerMinute: number
  readonly patience: number
}

/** The pause after a 429 that asks for none, in milliseconds: the first, the factor to the next, the longest. */
const pauses = { first: 1_000, factor: 2, longest: 15_000 } as const

/**
 * How an accepted request widens the gate: by a whole place, or by this part of one since the server's limit was met.
 * At full width, each request that is accepted makes it a little more again.
 */
const caution = { growth: 1 / 32, fading: 1.02 } as const

/** Lets calls through, and learns from how they fare. */
export interface Gate {
  readonly patience: number
  /** At once, where nobody waits and there is room. */
  enter(call: Call): Pass | Promise<Pass>
}

/** Leave to send. `leave` comes exactly once, after the body; the other two before it, at most one of them. */
interface Pass {
  accepted(): void
  refused(retryAfter: number | undefined): void
  leave(): void
  /** Instead of all that: whoever it is for has gone. */
  unused(): void
}

interface Waiter {
  readonly characters: number
  /** Lets it through: as the one request that tries, or as any. */
  readonly go: (probing: boolean) => void
}

/**
 * One gate for one server. A 429 halves what may be under way, once for all that was sent before it, and pauses
 * everyone; then a single request tries how it is, and what is accepted widens the gate again, up to `concurrency`.
 */
export function createGate({ concurrency, requestsPerMinute, charactersPerMinute, patience }: Limits): Gate {
  const requests = createBucket(requestsPerMinute)
  const characters = createBucket(charactersPerMinute)
  const queue = createQueue<Waiter>()
  let width = concurrency
  /** What an accepted request adds to the width. */
  let growth = 1
  /** Whether anything was accepted since the last 429: then that one says how much is too much, else only that it is. */
  let worked = false
  let active = 0
  let pausedUntil = 0
  let pause: number = pauses.first
  /** After a pause: `ready` to send the one request that tries, or `out` while it is under way. */
  let probe: 'none' | 'ready' | 'out' = 'none'
  let timer: ReturnType<typeof setTimeout> | undefined

  function advance(): void {
    // Who waited may have left: nobody would be let through by it, and it would keep the process alive.
    clearTimeout(timer)
    for (let waiter = queue.first; waiter !== undefined; waiter = queue.first) {
      const now = performance.now()
      const wait = Math.max(pausedUntil - now, requests.wait(1, now), characters.wait(waiter.characters, now))
      if (wait > 0) {
        timer = setTimeout(advance, wait)
        return
      }
      if (probe === 'out' || (probe === 'none' && active >= Math.floor(width))) return
      const probing = probe === 'ready'
      if (probing) probe = 'out'
      requests.take(1, now)
      characters.take(waiter.characters, now)
      active++
      waiter.go(probing)
    }
  }

  function enter({ characters, signal }: Call): Pass | Promise<Pass> {
    signal?.throwIfAborted()
    let pass: Pass | undefined
    let arrive = (_pass: Pass) => {}
    const leaveQueue = queue.join({
      characters,
      go: probing => {
        leaveQueue()
        pass = passFor(probing)
        arrive(pass)
      },
    })
    advance()
    if (pass !== undefined) return pass
    const turn = new Promise<Pass>(resolve => (arrive = resolve))
    return orAbort(turn, signal).catch(error => {
      leaveQueue()
      pass?.unused()
      advance()
      throw error
    })
  }

  function passFor(probing: boolean): Pass {
    const sentAt = performance.now()
    return {
      accepted: () => {
        if (probing) probe = 'none'
        worked = true
        pause = pauses.first
        width = Math.min(concurrency, width + growth)
        if (width === concurrency) growth = Math.min(1, growth * caution.fading)
        advance()
      },
      refused: retryAfter => {
        const now = performance.now()
        // What was sent before the pause began knew nothing of it, and says nothing new.
        const news = sentAt >= pausedUntil
        if (news && !probing) {
          width = Math.max(1, width / 2)
          if (worked) growth = caution.growth
        }
        if (news || retryAfter !== undefined) {
          // A little unevenness, so that gates in other processes do not return together.
          pausedUntil = Math.max(pausedUntil, now + (retryAfter ?? pause * (1 + Math.random() / 10)))
        }
        if (news) {
          worked = false
          pause = Math.min(pauses.longest, pause * pauses.factor)
        }
        probe = 'ready'
        advance()
      },
      leave: () => {
        active--
        // It failed, but not for being one too many.
        if (probing && probe === 'out') probe = 'none'
        advance()
      },
      unused: () => {
        active--
        if (probing) probe = 'ready'
      },
    }
  }

  return { patience, enter }
}

/** Sends through a gate, and sends again what the server refused with 429, within the gate's patience. */
export const limit =
  (gate: Gate): Layer =>
  next =>
  async call => {
    let firstRefusal: number | undefined
    for (;;) {
      const pass = await gate.enter(call)
      try {
        const answer = await next(call)
        pass.accepted()
        return leaving(answer, pass.leave)
      } catch (error) {
        const refused = isSpeechError(error) && error.name === 'APIError' && error.status === 429
        if (refused) pass.refused(error.retryAfter)
        pass.leave()
        if (!refused || !error.retryable || gate.patience === 0) throw error
        const now = performance.now()
        firstRefusal ??= now
        if (now - firstRefusal + (error.retryAfter ?? 0) > gate.patience) {
          // Who waited this long has had its repetitions.
          call.attempts.close()
          throw error
        }
        call.attempts.sent++
      }
    }
  }

/** Holds a place until the body is over, however it ends. */
function leaving(answer: Answer, leave: () => void): Answer {
  let left = false
  const once = () => {
    if (!left) leave()
    left = true
  }
  const passed = (bytes: Bytes | undefined) => {
    if (bytes === undefined) once()
    return bytes
  }
  const failed = (error: unknown): never => {
    once()
    throw error
  }
  return {
    ...answer,
    read: () => answer.read().then(passed, failed),
    cancel: reason => {
      once()
      return answer.cancel(reason)
    },
  }
}
