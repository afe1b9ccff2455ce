import { isSpace } from '../text/characters.ts'
import type { SpokenRun } from '../text/spoken.ts'
import { closes, pausesAt } from './stops.ts'
import type { Wording } from './wording.ts'

/** What has to be remembered of what was said, from one step to the next. */
export interface Voice {
  /** Nothing was said of the block or cell under way. */
  fresh: boolean
  /** What was said last ends in a pause. */
  paused: boolean
  /** What ends a sentence in the script of the last word. */
  fullStop: string
  /** The number of the last item of each ordered list under way, outermost first. */
  readonly numbers: number[]
}

export function createVoice(): Voice {
  return { fresh: false, paused: true, fullStop: '.', numbers: [] }
}

/** A stretch of parsed text, of which `[from, to)` is to be said now. */
export interface Stretch {
  readonly text: string
  readonly from: number
  readonly to: number
  /** Source offset of position 0. */
  readonly offset: number
}

/** Collects what is said of a stretch, clipped to it. Positions are those of its text. */
export interface Runs {
  readonly all: SpokenRun[]
  /** White space is not said until something else is. */
  begin(): void
  /** As written. */
  copy(from: number, to: number): void
  /** As written, but for symbols. */
  read(from: number, to: number): void
  /** As if something else were written there. */
  readAs(written: string, from: number, to: number): void
  /** Something else in place of a stretch; nothing in place of it if what is said is empty. */
  say(said: string, from: number, to: number): void
  /** Ends the sentence, unless it has ended. */
  stop(): void
}

const fullStops: readonly (readonly [RegExp, string])[] = [
  [/\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}/u, '。'],
  [/\p{sc=Devanagari}|\p{sc=Bengali}/u, '।'],
  [/\p{sc=Armenian}/u, '։'],
  [/\p{sc=Ethiopic}/u, '።'],
]

export function createRuns(stretch: Stretch, wording: Wording, voice: Voice): Runs {
  const { text, offset } = stretch
  const all: SpokenRun[] = []

  // The last run is verbatim, so that more of the source can be added to it.
  let copied = false

  function begin(): void {
    voice.fresh = true
  }

  function copy(from: number, to: number): void {
    let start = Math.max(from, stretch.from)
    const end = Math.min(to, stretch.to)
    if (voice.fresh) while (start < end && isSpace(text.charCodeAt(start))) start++
    if (start >= end) return
    const said = text.slice(start, end)
    const last = copied ? all[all.length - 1] : undefined
    if (last?.end === start + offset)
      all.splice(-1, 1, { text: last.text + said, start: last.start, end: end + offset })
    else all.push({ text: said, start: start + offset, end: end + offset })
    copied = true
    listen(said, voice)
  }

  function say(said: string, from: number, to: number): void {
    if (from < stretch.from || to > stretch.to) return
    if (said !== '' && !(voice.fresh && said.trim() === '')) {
      all.push({ text: said, start: from + offset, end: to + offset })
      copied = false
      listen(said, voice)
    }
  }

  function read(from: number, to: number): void {
    let start = Math.max(from, stretch.from)
    for (const found of wording.replacements(text, start, Math.min(to, stretch.to))) {
      copy(start, found.from)
      say(found.said, found.from, found.to)
      start = found.to
    }
    copy(start, to)
  }

  function readAs(written: string, from: number, to: number): void {
    const before = text.slice(Math.max(0, from - 1), from)
    const around = before + written + text.slice(to, to + 1)
    const [found] = wording.replacements(around, before.length, before.length + written.length)
    say(found ? found.said : written, from, to)
  }

  function stop(): void {
    if (voice.paused) return
    voice.paused = true
    copied = false
    const trailing: SpokenRun[] = []
    for (let last = all.pop(); last; last = all.pop()) {
      const kept = last.text.trimEnd().length
      const even = isVerbatim(last)
      const cut = even ? last.start + kept : last.end
      if (kept < last.text.length) trailing.unshift({ text: last.text.slice(kept), start: cut, end: last.end })
      if (kept === 0) continue
      all.push({ text: last.text.slice(0, kept), start: last.start, end: cut })
      break
    }
    const at = all[all.length - 1]?.end ?? trailing[0]?.start ?? Math.max(stretch.from, 0) + offset
    all.push({ text: voice.fullStop, start: at, end: at }, ...trailing)
  }

  return { all, begin, copy, read, readAs, say, stop }
}

function isVerbatim({ text, start, end }: SpokenRun): boolean {
  return text.length === end - start
}

/** Keeps in mind how what was said ends: the last unit that is no space and closes nothing decides. */
function listen(said: string, voice: Voice): void {
  for (let i = said.length - 1; i >= 0; i--) {
    const unit = said.charCodeAt(i)
    if (isSpace(unit)) continue
    voice.fresh = false
    if (closes(unit)) continue
    voice.paused = pausesAt(unit)
    const letter = String.fromCharCode(unit)
    voice.fullStop = unit < 0x500 ? '.' : (fullStops.find(([script]) => script.test(letter))?.[1] ?? '.')
    return
  }
}
