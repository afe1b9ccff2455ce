import { InvalidRequestError } from '../errors.ts'
import { breakKind } from './boundary.ts'
import { createHolding, type Holding } from './holding.ts'
import type { Segment, SentenceOptions } from './sentences.ts'

export interface SegmenterOptions extends SentenceOptions {
  /**
   * Longest segment, in UTF-16 units; 2 or more.
   * @default 4096
   */
  readonly maxLength?: number | undefined
}

export interface Segmenter {
  /** Takes the next piece of the text, cut anywhere, and gives the segments that are certain by now. */
  push(text: string): Segment[]
  /** Ends the text and gives the rest. What is pushed then is a new text that begins at offset 0. */
  flush(): Segment[]
}

/**
 * Fills segments up to `maxLength`. Each ends with a paragraph if that leaves it at least half full, else with a sentence,
 * else with a clause, else between words, else between graphemes. White space around a segment is left out. At most
 * `maxLength` and some 300 units are held back, and the pieces that the text comes in make no difference.
 * @throws `InvalidRequestError` when `maxLength` is not a whole number from 2, or `locale` no BCP 47 tag
 */
export function createSegmenter({ maxLength = 4096, locale }: SegmenterOptions = {}): Segmenter {
  checkCount('maxLength', maxLength, 2)
  let ready: Segment[] = []
  const holding = createHolding({
    locale,
    maxLength,
    onProgress() {
      for (let start = holding.start(); start >= 0 && holding.knows(start + maxLength); start = holding.start()) {
        ready.push(holding.take(fullestEnd(holding, start, maxLength)))
      }
    },
  })

  function collect(): Segment[] {
    const segments = ready
    ready = []
    return segments
  }

  return {
    push(text) {
      holding.push(text)
      return collect()
    },
    flush() {
      holding.end()
      holding.reset()
      return collect()
    },
  }
}

function fullestEnd(holding: Holding, start: number, maxLength: number): number {
  const limit = start + maxLength
  const end = holding.contentEnd(limit)
  if (end <= limit) return end
  const paragraph = holding.lastBreak(breakKind.paragraph, limit)
  if (paragraph - start >= maxLength / 2) return paragraph
  const sentence = holding.lastBreak(breakKind.sentence, limit)
  if (sentence >= 0) return sentence
  const clause = holding.lastBreak(breakKind.clause, limit)
  return clause >= 0 ? clause : holding.forcedCut(limit)
}

/** @throws `InvalidRequestError` when an option is no whole number from `least` */
export function checkCount(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return
  const message = `${name}: expected a whole number from ${least}, got ${String(value)}`
  throw new InvalidRequestError(message, { issues: [{ path: [name], message }] })
}
