import { breakKind } from './boundary.ts'
import type { PaceEstimate, RequestTiming } from './estimate.ts'
import { createHolding } from './holding.ts'
import type { Segment } from './sentences.ts'

export interface LivePlanOptions {
  readonly maxLength: number
  readonly locale: string | undefined
  /** What is known about the server. Without it time plays no part, and the same text is always cut in the same way. */
  readonly estimate?: PaceEstimate | undefined
}

type LiveStep =
  | { readonly status: 'segment'; readonly segment: Segment }
  /** Ask again after the next `push`, `flush` or `report`, or at `until`, in milliseconds. */
  | { readonly status: 'wait'; readonly until: number | undefined }
  | { readonly status: 'done' }

/** Text that is listened to while it is written: which segment to ask for next, and when. Keeps no clock of its own. */
export interface LivePlan {
  /** Takes the next piece of the text. */
  push(text: string): void
  /** Ends the text. */
  flush(): void
  /** What to do at `now`, in milliseconds of the clock that reports use. A segment counts as requested at once. */
  next(now: number): LiveStep
  /** Says what became of a request. In order or not. */
  report(timing: RequestTiming): void
}

/** Shortest first clause: what is shorter is said before the next segment can arrive. */
const shortestFirst = 18
/** A first clause that is longer is cut between words. */
const longestFirst = 120
/** A segment is at most this many times the one before. */
const growth = 2
/** Where no clause ends in time: how much longer a clause may be, before anything is known of the server. */
const overreach = 3
/** Milliseconds kept in hand, and what an answer is allowed to take against what it should. */
const margin = 100
const caution = 1.25

/** How much longer than the first clause the second may be where requests go one at a time. */
const serialGrowth = 1.25

/** A request that was sent, and its report. */
interface Sent {
  readonly index: number
  readonly requestedAt: number
  readonly characters: number
  timing: RequestTiming | undefined
}

/**
 * The first clause at once; then each time the longest run of sentences, at most twice what was sent before, that arrives
 * before the listener needs it. While there is time, it waits for more text rather than send little.
 */
export function createLivePlan({ maxLength, locale, estimate }: LivePlanOptions): LivePlan {
  const holding = createHolding({ locale, maxLength, onProgress: () => undefined })
  /** Requests whose end of play is not fixed yet. */
  const pending: Sent[] = []
  let playedUntil = Number.NEGATIVE_INFINITY
  let last = 0
  let final = false

  function send(end: number, now: number): LiveStep {
    const segment = holding.take(end)
    last = segment.end - segment.start
    if (estimate) pending.push({ index: segment.index, requestedAt: now, characters: last, timing: undefined })
    return { status: 'segment', segment }
  }

  function wait(until?: number): LiveStep {
    return { status: 'wait', until }
  }

  function first(start: number, now: number): LiveStep {
    const least = start + Math.min(maxLength, leastFirst(estimate))
    const limit = start + Math.min(maxLength, longestFirst)
    const clause = holding.firstBreak(breakKind.clause, least)
    if (clause >= 0 && clause <= limit) return send(clause, now)
    if (!holding.knows(limit)) return wait()
    const end = holding.contentEnd(limit)
    if (end <= limit) return send(end, now)
    const shorter = holding.lastBreak(breakKind.clause, limit)
    return send(shorter - start >= shortestFirst ? shorter : holding.forcedCut(limit), now)
  }

  /** When what was sent so far will have been said, as far as can be told. */
  function playEnd(now: number, known: PaceEstimate): number {
    let end = playedUntil
    for (const { requestedAt, characters, timing } of pending) {
      const arrives = timing?.firstByteAt ?? Math.max(now, requestedAt + known.firstByte(characters))
      end = Math.max(end, arrives) + (timing ? timing.seconds * 1000 : known.duration(characters))
    }
    return end
  }

  /** Where to end a segment: at or before `limit`, or before `over` where a clause ends nowhere else; -1 if that is not known. */
  function bestEnd(start: number, limit: number, over: number): number {
    const end = holding.contentEnd(limit)
    if (end <= limit) return end
    const paragraph = holding.lastBreak(breakKind.paragraph, limit)
    if (paragraph - start >= (limit - start) / 2) return paragraph
    const sentence = holding.lastBreak(breakKind.sentence, limit)
    if (sentence - start >= last / 2) return sentence
    const clause = holding.lastBreak(breakKind.clause, limit)
    if (clause - start >= last / 2) return clause
    const beyond = holding.firstBreak(breakKind.clause, limit)
    if (beyond >= 0 && beyond <= over) return beyond
    if (beyond < 0 && !holding.knows(over)) return -1
    return clause - start >= shortestFirst ? clause : holding.forcedCut(limit)
  }

  function grown(start: number, now: number): LiveStep {
    const limit = start + Math.min(maxLength, growth * Math.max(last, shortestFirst))
    const over = start + Math.min(maxLength, overreach * Math.max(last, shortestFirst))
    if (estimate) return timed(start, limit, over, now, estimate)
    const end = holding.knows(limit) ? bestEnd(start, limit, over) : -1
    return end < 0 ? wait() : send(end, now)
  }

  function timed(start: number, limit: number, over: number, now: number, known: PaceEstimate): LiveStep {
    if (known.serial() && pending.some(({ timing }) => !timing)) return wait()
    const deadline = playEnd(now, known) - margin
    if (!holding.knows(limit)) return unfinished(start, limit, now, deadline, known)
    const reach = start + Math.floor(Math.min(maxLength, known.within((deadline - now) / caution)))
    if (reach - start < shortestFirst) {
      // Late already: the shortest clause is heard soonest.
      const clause = holding.firstBreak(breakKind.clause, start + shortestFirst)
      if (clause >= 0 && clause <= limit) return send(clause, now)
    }
    const within = reach - start < shortestFirst ? limit : Math.min(limit, reach)
    const end = bestEnd(start, within, Math.max(within, Math.min(over, reach)))
    if (end >= 0) return send(end, now)
    const due = deadline - caution * known.firstByte(within - start)
    return now < due ? wait(due) : send(holding.forcedCut(within), now)
  }

  /** More text may come that belongs to the segment: what there is goes when it is due. */
  function unfinished(start: number, limit: number, now: number, deadline: number, known: PaceEstimate): LiveStep {
    const sentence = holding.lastBreak(breakKind.sentence, limit)
    const end = sentence >= 0 ? sentence : holding.lastBreak(breakKind.clause, limit)
    if (end < 0) return wait()
    const due = deadline - caution * known.firstByte(end - start)
    return now < due ? wait(due) : send(end, now)
  }

  return {
    push: text => holding.push(text),
    flush() {
      final = true
      holding.end()
    },
    next(now) {
      const start = holding.start()
      if (start < 0) return final ? { status: 'done' } : wait()
      return last === 0 ? first(start, now) : grown(start, now)
    },
    report(timing) {
      if (!estimate) return
      estimate.report(timing)
      const sent = pending.find(({ index }) => index === timing.index)
      if (sent) sent.timing = timing
      for (let done = pending[0]?.timing; done; done = pending[0]?.timing) {
        playedUntil = Math.max(playedUntil, done.firstByteAt) + done.seconds * 1000
        pending.shift()
      }
    },
  }
}

/** A server that takes one request at a time needs the first clause to last until a second, a little longer, was made. */
function leastFirst(estimate: PaceEstimate | undefined): number {
  if (!estimate?.serial()) return shortestFirst
  const wait = caution * estimate.firstByte(0) + margin
  const gain = estimate.duration(1) - serialGrowth * caution * (estimate.firstByte(1) - estimate.firstByte(0))
  return gain > 0 ? Math.min(longestFirst, Math.max(shortestFirst, Math.ceil(wait / gain))) : longestFirst
}
