import { isActive } from './machine.ts'
import { createPaint } from './paint.ts'
import { type Piece, piecesOf } from './pieces.ts'
import type { SpeechPlayer } from './player.ts'
import type { PlayerSegment } from './snapshot.ts'
import { lettersOf, mapText, type TextMap } from './text-map.ts'

export interface HighlightOptions {
  /** @default 'sentence' */
  readonly unit?: 'sentence' | 'word' | undefined
  /** What a style sheet calls it: `::highlight(speech)`, or `mark[data-speech=speech]` without that. @default 'speech' */
  readonly name?: string | undefined
}

/** What is known of the segment that is heard. */
interface Place {
  readonly segment: PlayerSegment
  readonly pieces: readonly Piece[]
  readonly map: TextMap
  /** Where its first letter stands among those of the element. */
  readonly first: number
}

/**
 * Makes the sentence or the word that is heard stand out in an element that shows the text, whatever its markup. Gives
 * what ends it.
 */
export function highlightSpeech(player: SpeechPlayer, element: Element, options: HighlightOptions = {}): () => void {
  const { unit = 'sentence', name = 'speech' } = options
  const paint = createPaint(name)
  let over = false
  let place: Place | undefined
  let finding: PlayerSegment | undefined
  let shown: Piece | undefined

  function clear(): void {
    paint.clear()
    shown = undefined
  }

  /** From where on a segment is looked for. */
  function startOf({ index }: PlayerSegment): number {
    if (place === undefined || index < place.segment.index) return 0
    return index === place.segment.index ? place.first : place.first + 1
  }

  async function find(segment: PlayerSegment): Promise<void> {
    finding = segment
    // What stands out until it is found is no longer heard.
    if (segment.index !== place?.segment.index) clear()
    const pieces = await piecesOf(segment, unit)
    if (over || finding !== segment) return
    clear()
    const map = mapText(element)
    const letters = lettersOf(segment.text)
    // After the one before, because sentences can be the same.
    const next = map.letters.indexOf(letters, startOf(segment))
    const first = next === -1 ? map.letters.indexOf(letters) : next
    place = first === -1 ? undefined : { segment, pieces, map, first }
    look()
  }

  function look(): void {
    const { status, segments, segmentIndex } = player.getSnapshot()
    const segment = segments[segmentIndex]
    if (!isActive(status) || segment === undefined) clear()
    else if (finding !== segment) find(segment).catch(() => {})
    else if (place?.segment === segment) show(place)
  }

  function show({ segment, pieces, map, first }: Place): void {
    const { currentTime } = player.getTime()
    const piece = pieces.findLast(({ startTime }) => startTime <= currentTime) ?? pieces[0]
    if (piece === shown || piece === undefined) return
    shown = piece
    const at = (offset: number) => first + lettersOf(segment.text.slice(0, offset)).length
    paint.show(map.spans(at(piece.start), at(piece.end)))
  }

  const stops = [player.subscribe(look), player.subscribeTime(look)]
  look()
  return () => {
    over = true
    for (const stop of stops) stop()
    clear()
  }
}
