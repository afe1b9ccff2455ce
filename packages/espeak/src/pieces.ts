import { createSegmenter, type Segment, sentences } from '@outloud/core/text'
import type { SpokenVoice } from './voices.ts'

/** A word of the source. */
interface Word {
  /** UTF-16 offset of its first unit in the source. */
  readonly start: number
  readonly end: number
}

/** What one call of espeak speaks. */
export interface Piece {
  readonly ssml: string
  /** Each has a mark in the SSML, named by its index. */
  readonly words: readonly Word[]
  /** Where in the SSML the mark of each word ends: code points, from 1, as espeak counts them. */
  readonly positions: readonly number[]
  /** The name and pitch of espeak's voice. */
  readonly voice: ReturnType<SpokenVoice['for']>
  /** Whether a new sentence begins with it. */
  readonly begins: boolean
}

/** About 20 seconds of speech, in UTF-16 units. */
const longestPiece = 300

/** Scripts that are written without spaces between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
/** What espeak has a sound for: letters, digits, signs and pictures, but of punctuation only what stands for a word. */
const sounding = /[\p{L}\p{N}\p{S}&%@#]/u
const silentStart = /^[^\p{L}\p{M}\p{N}\p{S}&%@#]*/u
const silentEnd = /[^\p{L}\p{M}\p{N}\p{S}&%@#]*$/u

/**
 * The pieces of a text that espeak can say, one sentence each, or less of a long one: it loses the marks at the start
 * of later sentences. A piece that has no sound is left out.
 */
export function* pieces(text: string, voice: SpokenVoice): Generator<Piece, undefined> {
  for (const sentence of sentences(text, { locale: voice.language })) {
    for (const { text: part, start } of partsOf(sentence, voice.language)) {
      if (sounding.test(part)) yield { ...pieceOf(part, sentence.start + start, voice), begins: start === 0 }
    }
  }
}

function partsOf({ text }: Segment, locale: string | undefined): readonly Pick<Segment, 'text' | 'start'>[] {
  if (text.length <= longestPiece) return [{ text, start: 0 }]
  const segmenter = createSegmenter({ maxLength: longestPiece, locale })
  return [...segmenter.push(text), ...segmenter.flush()]
}

function pieceOf(text: string, offset: number, voice: SpokenVoice): Omit<Piece, 'begins'> {
  const words: Word[] = []
  const positions: number[] = []
  let ssml = ''
  let length = 0
  let from = 0
  const write = (more: string): void => {
    ssml += more
    for (const _ of more) length += 1
  }
  for (const { start, word } of wordsOf(text)) {
    write(escaped(text.slice(from, start)))
    write(`<mark name="${words.length}"/>`)
    positions.push(length + 1)
    words.push({ start: offset + word.start, end: offset + word.end })
    from = start
  }
  write(escaped(text.slice(from)))
  return { ssml, words, positions, voice: voice.for(text) }
}

/** The words of a sentence, each with the place before the quotation marks and brackets that come with it. */
function* wordsOf(text: string): Generator<{ readonly start: number; readonly word: Word }, void> {
  for (const { 0: run, index: start } of text.matchAll(/\S+/gu)) {
    if (unspaced.test(run)) {
      const segments = new Intl.Segmenter(undefined, { granularity: 'word' }).segment(run)
      for (const { segment, index, isWordLike } of segments) {
        const at = start + index
        if (isWordLike) yield { start: at, word: { start: at, end: at + segment.length } }
      }
      continue
    }
    if (!sounding.test(run)) continue
    const before = silentStart.exec(run)?.[0].length ?? 0
    const after = silentEnd.exec(run)?.[0].length ?? 0
    yield { start, word: { start: start + before, end: start + run.length - after } }
  }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** A text as SSML says it, on one line and without what would end it early. */
const escaped = (text: string): string =>
  text.replace(/[&<>]/g, sign => entities[sign] ?? sign).replace(/[\p{Cc}\p{Cs}]/gu, ' ')
