import { type BadRow, createRowReader, type Row, type RowDefaults } from './batch-row.ts'

/** The rows of a batch, which may come while others are spoken. */
export interface BatchRows {
  /** Those that have come so far. */
  readonly known: readonly (Row | BadRow)[]
  /** Whether more may come. */
  readonly isOpen: () => boolean
  /** Waits until there is a row, or none will come. Rejects with what went wrong before the first. */
  begun(): Promise<void>
  /** Takes the next row, `undefined` after the last. Rejects with what went wrong, behind all that came before. */
  next(): Promise<Row | BadRow | undefined>
}

/** Reads rows as far as they come, whoever is busy with those before. */
export function readRows(source: AsyncIterable<string>, defaults: RowDefaults): BatchRows {
  const readRow = createRowReader(defaults)
  const known: (Row | BadRow)[] = []
  const waiting: (() => void)[] = []
  let taken = 0
  let end: { readonly error: unknown } | undefined
  const add = (lines: readonly string[]) => {
    for (const line of lines) {
      const row = readRow(line.replace(/\r$/, ''))
      if (row !== undefined) known.push(row)
    }
    for (const wake of waiting.splice(0)) wake()
  }

  async function readAll(): Promise<void> {
    let rest = ''
    for await (const text of source) {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      add(lines)
    }
    add([rest])
  }

  const finish = (error?: unknown) => {
    end = { error }
    add([])
  }
  void readAll().then(() => finish(), finish)

  const more = () => new Promise<void>(resolve => waiting.push(resolve))

  return {
    known,
    isOpen: () => end === undefined,
    begun: async () => {
      while (known.length === 0 && end === undefined) await more()
      if (known.length === 0 && end?.error !== undefined) throw end.error
    },
    next: async () => {
      // Another may have taken what this one was woken for.
      while (taken === known.length && end === undefined) await more()
      if (taken < known.length) return known[taken++]
      if (end?.error !== undefined) throw end.error
      return undefined
    },
  }
}
