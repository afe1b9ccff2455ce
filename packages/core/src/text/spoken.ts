/**
 * A stretch of what is said, and where it comes from: UTF-16 offsets into the source.
 *
 * Where `text` is as long as the source range the two go unit by unit, which is how verbatim text looks; otherwise it
 * stands for the range as a whole. An empty range is something the source does not have, such as the full stop after a
 * heading.
 */
export interface SpokenRun {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** One text being made speakable, piece by piece. Runs come in order, and so do their source ranges. */
export interface SpeakableStream {
  /** Takes the next piece of the source and gives what can be said by now. */
  push(text: string): SpokenRun[]
  /** Gives the rest. The stream then begins anew, at offset 0. */
  flush(): SpokenRun[]
}

/** Starts a fresh stream for each text. */
export type Speakable = () => SpeakableStream

/** Where the spoken `[start, end)` comes from. A replacement that is touched counts whole. */
export type Locate = (start: number, end: number) => { readonly start: number; readonly end: number }

/** From positions in what is said to positions in the source. */
export interface SourceMap {
  /** Adds what is said next. */
  append(runs: readonly SpokenRun[]): void
  /** @throws `RangeError` for a range that was not said yet or was forgotten. */
  readonly locate: Locate
  /** The map of `[start, end)` by itself, from positions in it. It stays when the range is forgotten. */
  within(start: number, end: number): Locate
  /** Forgets what was said before a position, which bounds the memory of an endless text. */
  forget(before: number): void
}

/** A run with its position in what is said. */
interface Piece {
  readonly at: number
  readonly start: number
  /** End in the source, and in what is said. */
  end: number
  until: number
  /** Goes unit by unit. */
  readonly even: boolean
}

/** A map that knows nothing yet: the first run appended is said at position 0. */
export function createSourceMap(): SourceMap {
  const pieces: Piece[] = []
  let said = 0
  let forgotten = 0
  // Pieces before this index are forgotten; they are cut off now and then rather than one by one.
  let first = 0

  function append(runs: readonly SpokenRun[]): void {
    for (const { text, start, end } of runs) {
      if (text === '') continue
      const even = text.length === end - start
      const last = pieces.length > first ? pieces[pieces.length - 1] : undefined
      const at = said
      said += text.length
      if (even && last?.even && last.end === start) {
        last.end = end
        last.until = said
      } else pieces.push({ at, start, end, until: said, even })
    }
  }

  function locate(start: number, end: number): ReturnType<Locate> {
    if (start < forgotten || end < start || end > said)
      throw new RangeError(`expected a range within ${forgotten} and ${said}, got ${start} to ${end}`)
    return locateIn(pieces, first, start, end)
  }

  function within(start: number, end: number): Locate {
    locate(start, end)
    // Copies, because the last may still grow.
    const own = pieces
      .slice(pieceAt(pieces, first, start), pieceAt(pieces, first, end - 1) + 1)
      .map(piece => ({ ...piece }))
    return (from, to) => locateIn(own, 0, start + from, start + to)
  }

  function forget(before: number): void {
    forgotten = Math.max(forgotten, Math.min(before, said))
    // The last piece stays: the end of what was said is its end, and the next run may continue it.
    while (first < pieces.length - 1 && (pieces[first]?.until ?? said) <= forgotten) first++
    if (first > 64 && first * 2 > pieces.length) {
      pieces.splice(0, first)
      first = 0
    }
  }

  return { append, locate, within, forget }
}

/** Index of the first piece from `first` on that ends after a position. */
function pieceAt(pieces: readonly Piece[], first: number, position: number): number {
  let low = first
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((pieces[middle]?.until ?? 0) > position) high = middle
    else low = middle + 1
  }
  return low
}

function locateIn(pieces: readonly Piece[], first: number, start: number, end: number): ReturnType<Locate> {
  const head = pieces[pieceAt(pieces, first, start)]
  // Behind the last piece there is only the end itself.
  if (!head) return point(pieces[pieces.length - 1]?.end ?? 0)
  const from = head.even ? head.start + start - head.at : head.start
  if (end === start) return point(from)
  const tail = pieces[pieceAt(pieces, first, end - 1)] ?? head
  return { start: from, end: tail.even ? tail.start + end - tail.at : tail.end }
}

function point(position: number): ReturnType<Locate> {
  return { start: position, end: position }
}
