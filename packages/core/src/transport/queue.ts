/** Who waits, in the order of arrival. To join, to leave from anywhere, and to be first cost the same however many do. */
export interface Queue<Item> {
  readonly first: Item | undefined
  /** Puts an item at the end; gives what takes it out again, which is harmless the second time. */
  join(item: Item): () => void
}

interface Place<Item> {
  readonly item: Item
  before: Place<Item> | undefined
  after: Place<Item> | undefined
  left: boolean
}

export function createQueue<Item>(): Queue<Item> {
  let first: Place<Item> | undefined
  let last: Place<Item> | undefined

  function leave(place: Place<Item>): void {
    if (place.left) return
    place.left = true
    if (place.before === undefined) first = place.after
    else place.before.after = place.after
    if (place.after === undefined) last = place.before
    else place.after.before = place.before
  }

  return {
    get first() {
      return first?.item
    },
    join: item => {
      const place: Place<Item> = { item, before: last, after: undefined, left: false }
      if (last === undefined) first = place
      else last.after = place
      last = place
      return () => leave(place)
    },
  }
}
