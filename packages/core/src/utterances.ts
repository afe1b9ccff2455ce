import type { Utterance, Utterances } from './single.ts'
import type { SpeechSettings } from './speech-options.ts'
import { blocksOf } from './text/blocks.ts'
import type { PaceEstimate, RequestTiming } from './text/estimate.ts'
import { createPaced } from './text/paced.ts'
import { type Segment, segment, type TextSource } from './text/segment.ts'
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
  const pieces = pauses ? withPauses(source, settings) : withoutPauses(paced?.segments ?? whole(source, settings))
  const located = locate(pieces, map)
  return {
    next: () => located.next(),
    return: async () => {
      // First, so that a read under way ends: a generator returns only between two of its steps.
      await opened.close()
      return located.return()
    },
    report: paced?.report,
  }
}

const whole = (source: OpenSource, settings: SpeechSettings): AsyncIterable<Segment> =>
  segment(piecesOf(source), settings)

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
