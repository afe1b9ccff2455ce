import { classes, isLetter, isSpace, unitClass } from '../text/characters.ts'

/** Finds where a text may be cut between clauses, unit by unit. */
export interface StopFinder {
  /** Takes the next unit. Answers whether the text may be cut before it or after it, or what line ends with it. */
  take(unit: number): 'before' | 'after' | 'line' | 'blank line' | undefined
}

const state = { none: 0, paused: 1, pausedWide: 2 } as const

/**
 * Ends of clauses: after the white space behind a pause, or right behind one that needs none. Ends of lines are told
 * apart.
 */
export function createStopFinder(): StopFinder {
  let now: number = state.none
  // A line that begins `1. ` may be an item or go on with a paragraph, which the next word decides.
  let hasWord = false

  let isBlank = true

  function take(unit: number): 'before' | 'after' | 'line' | 'blank line' | undefined {
    const last = now
    const wasBlank = isBlank
    isBlank = unit === 0x0a || (isBlank && isSpace(unit))
    if (unit === 0x0a) {
      now = state.none
      hasWord = false
      if (wasBlank) return 'blank line'
      return last === state.none ? 'line' : 'after'
    }
    hasWord ||= isLetter(unit)
    if (isWide(unit)) now = state.pausedWide
    // A semicolon may end an entity, which is no pause.
    else if (pausesAt(unit) && unit !== 0x3b) now = Math.max(last, state.paused)
    // What a mark means depends on the unit after it, so that one has to be white space.
    else if (markupClosers.has(unit)) now = Math.min(last, state.paused)
    // A carriage return belongs to the end of the line, a closing quote or bracket to the clause.
    else if (last !== state.none && unit !== 0x0d && !closes(unit)) {
      now = state.none
      if (hasWord && isSpace(unit)) return 'after'
      if (last === state.pausedWide && isLetter(unit)) return 'before'
    }
    return undefined
  }

  return { take }
}

/** Whether a pause needs no white space behind it. */
function isWide(unit: number): boolean {
  const kind = classes[unit]
  return kind === unitClass.full || kind === unitClass.widePause
}

/** Whether what is said pauses at a unit: every end of a sentence or clause. */
export function pausesAt(unit: number): boolean {
  const kind = classes[unit]
  return kind !== undefined && pauses.has(kind)
}

const pauses: ReadonlySet<number> = new Set([
  unitClass.dot,
  unitClass.mark,
  unitClass.full,
  unitClass.ellipsis,
  unitClass.pause,
  unitClass.widePause,
])

/** Quotes and brackets that close, and marks that may: `*`, `_`, `~` and backtick. A pause lies before them. */
export function closes(unit: number): boolean {
  const kind = classes[unit]
  return kind === unitClass.closer || kind === unitClass.quote || markupClosers.has(unit)
}

const markupClosers: ReadonlySet<number> = new Set([0x2a, 0x5f, 0x60, 0x7e])
