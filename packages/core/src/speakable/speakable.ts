import type { Tree } from '@lezer/common'
import { InvalidRequestError } from '../errors.ts'
import type { Speakable, SpeakableStream, SpokenRun } from '../text/spoken.ts'
import { type Manner, sayBlocks } from './blocks.ts'
import { parse } from './parser.ts'
import { createVoice } from './runs.ts'
import { type Cut, settle, settleAnyhow } from './settle.ts'
import { createStopFinder } from './stops.ts'
import { createWording } from './wording.ts'

export type { Speakable, SpeakableStream, SpokenRun } from '../text/spoken.ts'

/** How Markdown and symbols are said. */
export interface SpeakableOptions {
  /** Language of the words put in for symbols (BCP 47): `en`, `de`, `es` or `fr`; others keep symbols. @default 'en' */
  readonly locale?: string | undefined
  /** Blocks of code are passed over in silence, announced in a word, or read as they are. @default 'announce' */
  readonly code?: 'skip' | 'announce' | 'read' | undefined
  /** Emoji are left out, or kept for an engine that knows their names. @default 'skip' */
  readonly emoji?: 'skip' | 'keep' | undefined
  /** What to say for further symbols, or instead of the usual: `{ '→': 'becomes', '🎉': 'hooray', '&': '&' }`. */
  readonly symbols?: Readonly<Record<string, string>> | undefined
}

/** The most text that is held back because markup in it is still open, in UTF-16 units. */
const longestHeld = 4_096
/** The least text that is worth another look at what is held. */
const leastNew = 16

/**
 * Makes Markdown and symbols what a person would say, for `client.synthesize(text, { speakable: speakable() })`.
 *
 * A text is said block by block as blocks complete, and a paragraph clause by clause while nothing in it is open.
 * Headings and items end as sentences, rows of tables are said with their heads, links by their text and bare ones by
 * their host, images by the text in their place; code, emoji and symbols as the options say; tags, comments, marks and
 * the destinations of links are left out. Text without any of these stays as it is.
 * @throws `InvalidRequestError` for an option that is not one of its values.
 */
export function speakable(options: SpeakableOptions = {}): Speakable {
  const { locale = 'en', code = 'announce', emoji = 'skip', symbols = {} } = options
  expectOneOf('code', code, ['skip', 'announce', 'read'])
  expectOneOf('emoji', emoji, ['skip', 'keep'])
  const manner: Manner = { code, wording: createWording({ locale, emoji, symbols }) }
  return () => createStream(manner)
}

function createStream(manner: Manner): SpeakableStream {
  let reader = createReader(manner)
  return {
    push: text => reader.push(text),
    flush: () => {
      const runs = reader.end()
      reader = createReader(manner)
      return runs
    },
  }
}

/** Reads one text from its beginning to its end. */
function createReader(manner: Manner): { push(text: string): SpokenRun[]; end(): SpokenRun[] } {
  const finder = createStopFinder()
  const voice = createVoice()
  /** Source text that was not said yet, and where it begins. */
  let held = ''
  let offset = 0
  /** What a parser has to see in front of it. */
  let context = ''
  /** How far it was looked through for stops, and which were found. */
  let scanned = 0
  let stops: number[] = []
  /** How much of it was parsed when it was last. */
  let parsed = 0

  function push(text: string): SpokenRun[] {
    const runs: SpokenRun[] = []
    held += text
    while (scanned < held.length) {
      const side = finder.take(held.charCodeAt(scanned))
      const stop = side === 'before' ? scanned : scanned + 1
      scanned++
      if (side === 'before' || side === 'after') stops.push(stop)
      // Longer waits for longer texts keep the whole of the work linear; after a blank line something is certain.
      const wait = side === 'blank line' ? leastNew : Math.max(leastNew, parsed >> 3)
      if (side && stop - parsed >= wait) advance(stop, false, runs)
      if (scanned >= longestHeld) advance(scanned, true, runs)
    }
    return runs
  }

  /** Says what is certain of the first so many units held, or at least something. */
  function advance(length: number, must: boolean, runs: SpokenRun[]): void {
    const from = context.length
    const text = context + held.slice(0, length)
    const tree = parse(text)
    const unfinished = { text, tree, from, stops: stops.filter(stop => stop <= length).map(stop => stop + from) }
    let cut = settle(unfinished)
    if (must && cut.at <= from) cut = settleAnyhow(unfinished)
    parsed = length
    if (cut.at <= from) return
    say(text, tree, cut, runs)
    const taken = cut.at - from
    held = held.slice(taken)
    offset += taken
    context = cut.context
    scanned -= taken
    parsed = 0
    stops = stops.filter(stop => stop > taken).map(stop => stop - taken)
  }

  function say(text: string, tree: Tree, { at, openFrom }: Cut, runs: SpokenRun[]): void {
    const from = context.length
    const part = { text, tree, from, to: at, offset: offset - from, openFrom }
    for (const run of sayBlocks(part, manner, voice)) runs.push(run)
  }

  function end(): SpokenRun[] {
    const runs: SpokenRun[] = []
    const text = context + held
    say(text, parse(text), { at: text.length, context: '', openFrom: text.length }, runs)
    return runs
  }

  return { push, end }
}

function expectOneOf(name: string, value: string, values: readonly string[]): void {
  if (values.includes(value)) return
  const message = `${name}: expected one of ${values.map(one => `'${one}'`).join(', ')}, got '${value}'`
  throw new InvalidRequestError(message, { issues: [{ path: [name], message }] })
}
