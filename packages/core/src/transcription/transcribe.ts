import type { Answer } from '../transport/fetch.ts'
import { notAsked, readJSON, readText } from '../transport/read.ts'
import type { Transport } from '../transport/transport.ts'
import { readTranscript, readVerboseTranscript } from './answer-schema.ts'
import { callWith, counted, type Question } from './call.ts'
import { transcriptionFields, translationFields } from './fields.ts'
import type { HearingOptions, Recording, TranscriptionOptions, TranslationOptions } from './options.ts'
import type { TranscriptFormat } from './schema.ts'
import type { TranscriptIn } from './transcript.ts'

/** What was said, in the words that were said. */
export async function transcribe<Format extends TranscriptFormat>(
  transport: Transport,
  recording: Recording,
  options: TranscriptionOptions<Format>,
): Promise<TranscriptIn<Format>> {
  const fields = transcriptionFields(options)
  return ask(transport, recording, { path: '/audio/transcriptions', fields }, options)
}

/** What was said, in English. */
export async function translate<Format extends TranscriptFormat>(
  transport: Transport,
  recording: Recording,
  options: TranslationOptions<Format>,
): Promise<TranscriptIn<Format>> {
  return ask(transport, recording, { path: '/audio/translations', fields: translationFields(options) }, options)
}

async function ask<Format extends TranscriptFormat>(
  transport: Transport,
  recording: Recording,
  question: Omit<Question, 'expect'>,
  options: HearingOptions,
): Promise<TranscriptIn<Format>> {
  const format = question.fields.response_format
  const expect = format === 'json' || format === 'verbose_json' ? 'json' : 'text'
  const call = await callWith(recording, { ...question, expect }, options, transport)
  try {
    const answer = await transport.send(call)
    // The format that the fields hold is the one that was asked for, or the default that stands for none.
    return readers[format](await readText(answer), answer) as TranscriptIn<Format>
  } catch (error) {
    throw counted(error, call.attempts)
  }
}

/** How each format is read. */
const readers: { readonly [Format in TranscriptFormat]: (text: string, answer: Answer) => TranscriptIn<Format> } = {
  json: (text, answer) => readJSON(answer, text, 'a transcript: an object with a text called text', readTranscript),
  verbose_json: (text, answer) =>
    readJSON(
      answer,
      text,
      'a transcript: an object with text, its segments and words with times',
      readVerboseTranscript,
    ),
  text: (text, answer) => plain(text, answer, 'text', /^/),
  // Nothing at all is how silence is written down.
  srt: (text, answer) => plain(text, answer, 'srt', /^\s*$|-->/),
  vtt: (text, answer) => plain(text, answer, 'vtt', /^WEBVTT/),
}

/** Text as the server wrote it, unless it is plainly something else: a web page, JSON, or without its format's mark. */
function plain(text: string, answer: Answer, format: TranscriptFormat, mark: RegExp): string {
  if (/^\s*<(!doctype|html)/i.test(text)) {
    throw notAsked(answer, 'html', `Expected ${format}, got a web page: check the base URL`)
  }
  if (isObject(text)) throw notAsked(answer, 'json', `Expected ${format}, got JSON`)
  if (!mark.test(text)) throw notAsked(answer, 'format', `Expected ${format}, got text of another kind`)
  return text
}

/** Speech may begin with a brace or a bracket, as in `[Music]`; a whole JSON object it is not. */
function isObject(text: string): boolean {
  try {
    const value: unknown = text.trimStart().startsWith('{') ? JSON.parse(text) : undefined
    return typeof value === 'object'
  } catch {
    return false
  }
}
