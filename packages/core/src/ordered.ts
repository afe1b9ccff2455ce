import type { Bytes } from './format.ts'

/** How far to run ahead of the reader. */
export interface LookAhead {
  /** Items under way at once; read before each start, so that it may change. */
  readonly concurrency: () => number
  /** Items started or held at once. */
  readonly lookahead: number
  /** Bytes held before the reader asks for them. What is read past it is at most the chunk that was on its way. */
  readonly budget: number
  /** Hands nothing of an item on before all of it is there. */
  readonly whole: boolean
  readonly signal: AbortSignal | undefined
}

/** What to do for an item. */
export interface Work<Item> {
  open(item: Item, signal: AbortSignal): AsyncIterable<Bytes>
  /** Waits until a broken item may be opened once more; rejects when that is over. */
  again(item: Item, error: unknown, signal: AbortSignal): Promise<void>
}

/** One item's bytes, in its turn. Taking the next part lets go of what is left of this one. */
export interface Part<Item> {
  readonly item: Item
  readonly chunks: AsyncGenerator<Bytes, void>
}

interface Slot<Item> {
  readonly item: Item
  readonly controller: AbortController
  queue: Bytes[]
  taken: boolean
  /** No longer under way: all there, or failed. */
  settled: boolean
  failure: { readonly error: unknown } | undefined
  /** Lets a paused body go on. */
  wake: () => void
}

interface Input {
  state: 'ready' | 'waiting' | 'ended'
  failure: { readonly error: unknown } | undefined
}

/**
 * Opens items ahead of the reader and gives their bytes in order. The first in line streams as it arrives; those behind
 * it wait for their own input only and are paused by the byte budget. An item that fails is an error in its turn,
 * after everything before it. Leaving early, like the signal, aborts all that is under way.
 */
export async function* ordered<Item>(
  items: AsyncIterator<Item, void>,
  work: Work<Item>,
  { concurrency, lookahead, budget, whole, signal }: LookAhead,
): AsyncGenerator<Part<Item>, void> {
  const slots: Slot<Item>[] = []
  let left = false
  const leave = () => {
    left = true
    for (const slot of slots) if (!slot.settled) slot.controller.abort(signal?.reason)
  }
  // One listener for all: platforms warn of a signal with many. A source that waits for its own input is not waited for.
  const abort = () => {
    leave()
    if (input.state !== 'ended') input.failure = { error: signal?.reason }
    input.state = 'ended'
    notify()
  }
  signal?.addEventListener('abort', abort, { once: true })
  let running = 0
  let held = 0
  const input: Input = { state: 'ready', failure: undefined }
  // Somebody waits for the state to change: the reader, for the head or for input.
  let notify = () => {}
  const change = () => new Promise<void>(resolve => (notify = resolve))

  const mayRead = (slot: Slot<Item>) => held < budget || (slot === slots[0] && (whole || slot.queue.length === 0))
  const wakeAll = () => {
    for (const slot of slots) slot.wake()
  }

  async function fill(slot: Slot<Item>): Promise<void> {
    const { signal } = slot.controller
    for (;;) {
      try {
        for await (const bytes of work.open(slot.item, signal)) {
          slot.queue.push(bytes)
          held += bytes.length
          notify()
          while (!mayRead(slot) && !signal.aborted) await new Promise<void>(resolve => (slot.wake = resolve))
        }
        return
      } catch (error) {
        if (slot.taken) throw error
        await work.again(slot.item, error, signal)
        held -= sizeOf(slot)
        slot.queue = []
      }
    }
  }

  function start(item: Item): void {
    const slot: Slot<Item> = {
      item,
      controller: new AbortController(),
      queue: [],
      taken: false,
      settled: false,
      failure: undefined,
      wake: () => {},
    }
    slots.push(slot)
    running++
    void run(slot)
  }

  async function run(slot: Slot<Item>): Promise<void> {
    try {
      await fill(slot)
    } catch (error) {
      slot.failure = { error }
    }
    slot.settled = true
    running--
    advance()
    notify()
  }

  /** Takes the next item when there is room for it; one at a time, because the source is one text. */
  function advance(): void {
    if (input.state === 'ready' && !left && running < concurrency() && slots.length < lookahead) void take()
  }

  async function take(): Promise<void> {
    input.state = 'waiting'
    try {
      const { done, value } = await items.next()
      // What comes after the reader has gone is not begun.
      if (left) return
      input.state = done === true ? 'ended' : 'ready'
      if (done !== true) start(value)
    } catch (error) {
      if (left) return
      input.state = 'ended'
      input.failure = { error }
    }
    advance()
    notify()
  }

  async function* chunksOf(slot: Slot<Item>): AsyncGenerator<Bytes, void> {
    for (;;) {
      const bytes = slot.queue.shift()
      if (bytes !== undefined) {
        slot.taken = true
        held -= bytes.length
        yield bytes
      } else if (slot.failure !== undefined) throw slot.failure.error
      else if (slot.settled) return
      else {
        const changed = change()
        wakeAll()
        await changed
      }
    }
  }

  const ready = (slot: Slot<Item>) => slot.settled || (!whole && slot.queue.length > 0)

  try {
    signal?.throwIfAborted()
    for (;;) {
      advance()
      const [head] = slots
      if (head === undefined) {
        if (input.failure !== undefined) throw input.failure.error
        if (input.state === 'ended') return
        await change()
      } else if (ready(head)) {
        if (head.queue.length === 0 && head.failure !== undefined) throw head.failure.error
        const chunks = chunksOf(head)
        yield { item: head.item, chunks }
        // Left unread by choice: the rest is neither wanted nor waited for.
        if (!head.settled) head.controller.abort()
        held -= sizeOf(head)
        slots.shift()
        head.wake()
      } else {
        const changed = change()
        wakeAll()
        await changed
      }
    }
  } finally {
    signal?.removeEventListener('abort', abort)
    leave()
    wakeAll()
    // Not awaited: a source that is waiting for its own input answers only after it.
    void items.return?.()?.catch(() => {})
  }
}

const sizeOf = (slot: Slot<unknown>): number => slot.queue.reduce((sum, bytes) => sum + bytes.length, 0)
