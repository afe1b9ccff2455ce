import type { AudioSink } from './sink.ts'

/** Who wants to sound. */
interface Speaker {
  /** It may sound now. */
  onTurn(): void
  /** Another one sounds instead. */
  onInterrupt(): void
}

/** What can be held by one speaker at a time: a sink, or the attention of the listener. */
type Place = object

/** The listener's attention, which exclusive players share. */
const attention: Place = {}

const held = new WeakMap<Place, Speaker>()
const waiting = new Set<{ readonly speaker: Speaker; readonly places: readonly Place[] }>()

/**
 * Takes the floor: `interrupt` takes it from who holds it, `queue` waits until it is free. The turn may come before this
 * returns. Gives what lets it go, which can be called twice.
 */
function takeFloor(places: readonly Place[], mode: 'interrupt' | 'queue', speaker: Speaker): () => void {
  const entry = { speaker, places }
  if (mode === 'queue' && places.some(place => held.has(place))) waiting.add(entry)
  else {
    const others = new Set(places.map(place => held.get(place)))
    // First, so that nobody who waits comes in between.
    for (const place of places) held.set(place, speaker)
    for (const other of others) other?.onInterrupt()
    speaker.onTurn()
  }
  return () => {
    waiting.delete(entry)
    for (const place of places) if (held.get(place) === speaker) held.delete(place)
    for (const next of waiting) {
      if (next.places.some(place => held.has(place))) continue
      waiting.delete(next)
      for (const place of next.places) held.set(place, next.speaker)
      next.speaker.onTurn()
    }
  }
}

/** Takes the floor of a sink, and that of all exclusive players where this is one. */
export function takeTurn(
  sink: AudioSink,
  exclusive: 'interrupt' | 'queue' | undefined,
  { onTurn, onInterrupt }: Speaker,
): () => void {
  let turn = false
  const places = exclusive === undefined ? [sink] : [sink, attention]
  const release = takeFloor(places, exclusive ?? 'interrupt', {
    onTurn: () => {
      turn = true
      onTurn()
    },
    onInterrupt,
  })
  // The gesture is over when the turn comes.
  if (!turn) void sink.unlock()
  return release
}
