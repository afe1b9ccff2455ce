import type { Command } from './command.ts'

/** What was written and is not taken yet: one write at a time, so that the writer goes no faster than the reader. */
export interface TextQueue {
  /** `taken` is called when the reader has taken it. */
  write(command: Command, taken: () => void): void
  /** Nothing more is written. */
  end(): void
  /**
   * The next command, which stays until it is taken: `undefined` at the end, `'late'` if nothing was written within
   * `patience` milliseconds.
   */
  peek(patience?: number): Promise<Command | 'late' | undefined>
  take(): void
}

export function createTextQueue(): TextQueue {
  let written: { readonly command: Command; readonly taken: () => void } | undefined
  let ended = false
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const check of waiting) check()
  }
  return {
    write: (command, taken) => {
      written = { command, taken }
      wake()
    },
    end: () => {
      ended = true
      wake()
    },
    peek: patience =>
      new Promise(resolve => {
        let timer: ReturnType<typeof setTimeout> | undefined
        const settle = (command: Command | 'late' | undefined) => {
          clearTimeout(timer)
          waiting.delete(check)
          resolve(command)
        }
        const check = () => {
          if (written !== undefined) settle(written.command)
          else if (ended) settle(undefined)
        }
        if (patience !== undefined) timer = setTimeout(() => settle('late'), patience)
        waiting.add(check)
        check()
      }),
    take: () => {
      const { taken } = written ?? {}
      written = undefined
      taken?.()
    },
  }
}
