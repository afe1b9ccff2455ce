import type { AudioSink } from './sink.ts'

/** Who wants to sound. */
interface Speaker {
  /** It may sound now. */
  onTurn(): void
  /** Another one sounds instead. */
  onInterrupt(): void
}

interface Place {
  /** What can be held by one at a time: a sink, or the attention of the listener. */
  readonly holdings: readonly object[]
  readonly speaker: Speaker
}

/** The listener's attention, which exclusive players share. */
const attention = {}

const held = new WeakMap<object, Speaker>()
const waiting = new Set<Place>()

const isFree = ({ holdings }: Place) => !holdings.some(holding => held.has(holding))

function take({ holdings, speaker }: Place): void {
  const others = new Set(holdings.map(holding => held.get(holding)))
  // First, so that nobody who waits comes in between.
  for (const holding of holdings) held.set(holding, speaker)
  for (const other of others) other?.onInterrupt()
  speaker.onTurn()
}

/**
 * Takes the floor of a sink, and that of all exclusive players where this is one: from who holds it, or, to `queue`, once
 * it is free. The turn may come before this returns. Gives what lets it go, which can be called twice.
 */
export function takeTurn(sink: AudioSink, exclusive: 'interrupt' | 'queue' | undefined, speaker: Speaker): () => void {
  const place = { holdings: exclusive === undefined ? [sink] : [sink, attention], speaker }
  if (exclusive === 'queue' && !isFree(place)) {
    waiting.add(place)
    // The gesture is over when the turn comes.
    void sink.unlock()
  } else take(place)
  return () => {
    waiting.delete(place)
    for (const holding of place.holdings) if (held.get(holding) === speaker) held.delete(holding)
    for (const next of waiting) {
      if (!isFree(next)) continue
      waiting.delete(next)
      take(next)
    }
  }
}
