import { toSRT, toWebVTT } from '@outloud/core'
import type { TranscriptionRequest } from '@outloud/core/schema'
import { invalidField } from './invalid-field.ts'
import type { RecognizedSegment, RecognizedWord } from './recognizer.ts'
import type { Task } from './transcription-request.ts'

/** All that was heard. */
export interface Heard {
  readonly task: Task
  readonly language: string
  readonly duration: number
  readonly segments: readonly RecognizedSegment[]
}

/** The whole of a text that is heard in stretches. */
export const textOf = (segments: readonly RecognizedSegment[]): string => segments.map(({ text }) => text).join(' ')

/** What was heard in the format that was asked for. */
export function transcript(heard: Heard, fields: TranscriptionRequest): Response {
  const { segments, duration } = heard
  switch (fields.response_format) {
    case 'json':
      return Response.json({ text: textOf(segments), usage: usageOf(duration) })
    case 'verbose_json':
      return Response.json(verbose(heard, fields.timestamp_granularities ?? ['segment']))
    case 'text':
      return written(`${textOf(segments)}\n`, 'text/plain')
    case 'srt':
      return written(toSRT(segments), 'text/plain')
    case 'vtt':
      return written(toWebVTT(segments), 'text/vtt')
  }
}

/** What is charged for where anything is: the length of the recording. */
export const usageOf = (duration: number): object => ({ type: 'duration', seconds: duration })

const written = (text: string, type: string): Response =>
  new Response(text, { headers: { 'content-type': `${type}; charset=utf-8` } })

/** Only what is known: a recognizer need not have tokens, nor probabilities of them. */
function verbose({ task, language, duration, segments }: Heard, times: readonly string[]): object {
  return {
    task,
    language: languageName(language),
    duration,
    text: textOf(segments),
    ...(times.includes('segment') && {
      segments: segments.map(({ text, start, end }, id) => ({ id, start, end, text })),
    }),
    ...(times.includes('word') && {
      words: segments.flatMap(wordsOf).map(({ text, start, end }) => ({ word: text, start, end })),
    }),
    usage: usageOf(duration),
  }
}

function wordsOf({ words }: RecognizedSegment): readonly RecognizedWord[] {
  if (words !== undefined) return words
  const message =
    "timestamp_granularities: expected segment, which is all that this server's recognizer times, got word"
  throw invalidField('timestamp_granularities', message)
}

/** Languages go by their English names here, in small letters, as `whisper-1` writes them. */
const languageName = (code: string): string =>
  (new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code).toLowerCase()
