import { createLivePlan, type LivePlan } from './live.ts'
import { planFile } from './plan.ts'
import { checkCount, type SegmenterOptions } from './segmenter.ts'
import type { Segment } from './sentences.ts'
import { type OpenSource, openSource, type TextSource } from './source.ts'

export type { Segment, SentenceOptions } from './sentences.ts'
export { sentences } from './sentences.ts'
export type { TextSource } from './source.ts'

export interface SegmentOptions extends SegmenterOptions {
  /**
   * `file` cuts a whole text evenly, the first sentence by itself; a text within the limit stays whole. `live` gives the
   * first clause as soon as it is known and lets segments grow from there. Both depend on text and options alone.
   * @default 'file' for a string, 'live' for everything else
   */
  readonly pace?: 'file' | 'live' | undefined
  /**
   * How many requests go at once, which `file` shares the text out among.
   * @default 4
   */
  readonly concurrency?: number | undefined
}

/**
 * A text as segments of at most `maxLength` units, in order. A source that is no string is read as its segments are asked
 * for, and closed when the reader leaves early: a stream is cancelled, an iterator returned, a read under way given up.
 * @throws `InvalidRequestError` when an option is out of range or a piece of the source is no string
 */
export function segment(text: TextSource, options: SegmentOptions = {}): AsyncGenerator<Segment, void> {
  const source = openSource(text)
  const segments = cut(text, source, options)
  return {
    next: () => segments.next(),
    async return(value) {
      // First, so that a read that is under way ends: the generator cannot return before.
      await source.close()
      return segments.return(value)
    },
    throw: error => segments.throw(error),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

async function* cut(text: TextSource, source: OpenSource, options: SegmentOptions): AsyncGenerator<Segment, void> {
  const { maxLength = 4096, locale, concurrency = 4, pace = typeof text === 'string' ? 'file' : 'live' } = options
  checkCount('maxLength', maxLength, 2)
  checkCount('concurrency', concurrency, 1)
  try {
    if (pace === 'file') yield* planFile(await readAll(source), { maxLength, locale, concurrency })
    else yield* grow(source, maxLength, locale)
  } finally {
    await source.close()
  }
}

/** The whole of a text. */
export async function readAll(source: OpenSource): Promise<string> {
  const pieces: string[] = []
  for (let piece = await source.next(); piece !== undefined; piece = await source.next()) pieces.push(piece)
  return pieces.join('')
}

async function* grow(source: OpenSource, maxLength: number, locale: string | undefined): AsyncGenerator<Segment, void> {
  const plan = createLivePlan({ maxLength, locale })
  for (let piece = await source.next(); piece !== undefined; piece = await source.next()) {
    plan.push(piece)
    yield* due(plan)
  }
  plan.flush()
  yield* due(plan)
}

function* due(plan: LivePlan): Generator<Segment, void> {
  for (let step = plan.next(0); step.status === 'segment'; step = plan.next(0)) yield step.segment
}
