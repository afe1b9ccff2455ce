import type { Command } from './command.ts'
import type { TextQueue } from './text-queue.ts'

/** How a text is spoken, where that differs from the stream's own way. */
export interface Way {
  readonly voice: string | undefined
  readonly speed: number | undefined
}

/** A stretch of text that is spoken in one way and without a break that was asked for: what one speech is made of. */
export interface Passage {
  readonly source: AsyncIterable<string>
  /** What was taken from the queue and does not belong to the text up to an offset into this passage. */
  after(offset: number): string
  /** Lets go of the text up to an offset: nobody will ask for what is after less. */
  forget(offset: number): void
  /** UTF-16 units taken from the queue so far, with the rest that it began with. */
  readonly length: number
}

/** A passage that begins with `rest` and goes on with the queue, up to where the way changes or something else is asked. */
export function createPassage(
  queue: TextQueue,
  way: Way,
  { rest, flushAfter, keep }: { rest: string; flushAfter: number | undefined; keep: boolean },
): Passage {
  let length = 0
  let kept = ''
  let keptFrom = 0
  let last = ''
  let closed = false
  const ended = { done: true, value: undefined } as const

  function give(text: string) {
    length += text.length
    if (keep) kept += text
    last = text
    return { done: false, value: text } as const
  }

  const iterator = {
    next: async () => {
      if (length === 0 && rest !== '') return give(rest)
      // Half a surrogate pair is no pause of the writer's: the other half is on its way.
      const patience = length === 0 || /[\ud800-\udbff]$/.test(last) ? undefined : flushAfter
      const command = await queue.peek(patience)
      if (closed || command === undefined || command === 'late' || !goesOn(command, way)) return ended
      queue.take()
      return give(command.text)
    },
    return: async () => {
      closed = true
      return ended
    },
  }

  return {
    source: { [Symbol.asyncIterator]: () => iterator },
    after: offset => kept.slice(offset - keptFrom),
    forget: offset => {
      kept = kept.slice(Math.max(0, offset - keptFrom))
      keptFrom = Math.max(keptFrom, offset)
    },
    get length() {
      return length
    },
  }
}

const goesOn = (command: Command, { voice, speed }: Way): command is Command & { type: 'text' } =>
  command.type === 'text' && command.voice === voice && command.speed === speed
