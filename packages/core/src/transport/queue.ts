/** Who waits, in the order of arrival. To join, to leave from anywhere, and to be first cost the same however many do. */
export interface Queue<Item> {
  readonly first: Item | undefined
  /** Puts an item at the end; gives what takes it out again, which is harmless the second time. */
  join(item: Item): () => void
}

interface Place<Item> {
  readonly item: Item | undefined
  before: Place<Item>
  after: Place<Item>
}

export function createQueue<Item>(): Queue<Item> {
  // A circle, closed by a place without an item, so that no place lacks a neighbour.
  const end = {} as Place<Item>
  end.before = end.after = end
  return {
    get first() {
      return end.after.item
    },
    join: item => {
      const place: Place<Item> = { item, before: end.before, after: end }
      end.before = end.before.after = place
      return () => {
        place.before.after = place.after
        place.after.before = place.before
        place.before = place.after = place
      }
    },
  }
}
