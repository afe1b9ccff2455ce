import type { Utterance, Utterances } from './single.ts'
import type { SpeechSettings } from './speech-options.ts'
import { blocksOf } from './text/blocks.ts'
import type { PaceEstimate, RequestTiming } from './text/estimate.ts'
import { createPaced } from './text/paced.ts'
import { planFile } from './text/plan.ts'
import { readAll, type Segment, segment, type TextSource } from './text/segment.ts'
import { type OpenSource, openSource } from './text/source.ts'
import { createSourceMap, type SourceMap, type Speakable } from './text/spoken.ts'

/** Utterances, with what wants to hear how each request went: a pace that learns. */
interface ReportedUtterances extends Utterances {
  readonly report: ((timing: RequestTiming) => void) | undefined
}

/** Cuts a text as the settings say: with silence between, in even chunks, or as fast as the listener needs it. */
export function createUtterances(
  text: TextSource,
  settings: SpeechSettings,
  estimate: PaceEstimate | undefined,
): ReportedUtterances {
  const { pace, silence, speakable } = settings
  const opened = openSource(text)
  const map = speakable && createSourceMap()
  const source = speakable && map ? spoken(opened, speakable(), map) : opened
  const paced = pace === 'live' && estimate ? createPaced(source, { ...settings, estimate }) : undefined
  const pauses = silence.sentence > 0 || silence.paragraph > 0
  let count: number | undefined
  const whole = pace === 'file' ? planned(source, settings, total => (count = total)) : growing(source, settings)
  const pieces = pauses ? withPauses(source, settings) : withoutPauses(paced?.segments ?? whole)
  const located = locate(pieces, map)
  let given = 0
  return {
    next: async () => {
      const result = await located.next()
      if (result.done !== true) given++
      else count = given
      return result
    },
    count: () => count,
    return: async () => {
      // First, so that a read under way ends: a generator returns only between two of its steps.
      await opened.close()
      return located.return()
    },
    report: paced?.report,
  }
}

const growing = (source: OpenSource, settings: SpeechSettings): AsyncIterable<Segment> =>
  segment(piecesOf(source), settings)

/** At file pace all segments are known before the first is asked for. */
async function* planned(
  source: OpenSource,
  settings: SpeechSettings,
  tell: (total: number) => void,
): AsyncGenerator<Segment, void> {
  const segments = planFile(await readAll(source), settings)
  tell(segments.length)
  yield* segments
}

async function* withoutPauses(segments: AsyncIterable<Segment>): AsyncGenerator<Utterance, void> {
  for await (const segment of segments) yield { segment, pause: 0 }
}

/** Each sentence or paragraph by itself, so that silence can stand between them. */
async function* withPauses(source: OpenSource, settings: SpeechSettings): AsyncGenerator<Utterance, void> {
  const { silence, maxLength, locale, concurrency } = settings
  let index = 0
  let pause = 0
  const unit = silence.sentence > 0 ? 'sentence' : 'paragraph'
  for await (const block of blocksOf(source, { unit, locale })) {
    for await (const piece of segment(block.text, { maxLength, locale, concurrency, pace: 'file' })) {
      const { text, start, end } = piece
      yield { segment: { index: index++, text, start: block.start + start, end: block.start + end }, pause }
      pause = 0
    }
    pause = block.endsParagraph ? silence.paragraph : silence.sentence
  }
}

/** What was made speakable gets back its place in the source. */
async function* locate(
  utterances: AsyncIterable<Utterance>,
  map: SourceMap | undefined,
): AsyncGenerator<Utterance, void> {
  for await (const utterance of utterances) {
    if (map === undefined) yield utterance
    else {
      const { segment } = utterance
      const { start, end } = segment
      const locate = map.within(start, end)
      yield { ...utterance, segment: { ...segment, ...map.locate(start, end) }, locate }
      map.forget(segment.end)
    }
  }
}

function spoken(source: OpenSource, stream: ReturnType<Speakable>, map: SourceMap): OpenSource {
  let ended = false
  const say = (runs: ReturnType<typeof stream.flush>) => {
    map.append(runs)
    return runs.map(run => run.text).join('')
  }
  return {
    next: async () => {
      if (ended) return undefined
      const piece = await source.next()
      ended = piece === undefined
      return say(piece === undefined ? stream.flush() : stream.push(piece))
    },
    close: () => source.close(),
  }
}

async function* piecesOf(source: OpenSource): AsyncGenerator<string, void> {
  try {
    for (let piece = await source.next(); piece !== undefined; piece = await source.next()) yield piece
  } finally {
    await source.close()
  }
}
