import type { BadRow, Row } from './batch-row.ts'
import type { BatchRows } from './batch-rows.ts'
import { Failure } from './errors.ts'
import { clearLine } from './progress.ts'
import { clock } from './progress-line.ts'
import type { Shell } from './shell.ts'
import type { Spoken } from './speaking.ts'

/** What became of a row. */
export type RowResult =
  | ({ readonly status: 'spoken' } & Spoken)
  | { readonly status: 'skipped' }
  | { readonly status: 'failed'; readonly error: string }

/** Counts what became of the rows, and tells of it. */
export interface Tally {
  add(row: Row | BadRow, result: RowResult): void
  /** How far it is, in one line. */
  line(): string
  /** How to go on after an end that came too early. */
  remedy(): string
  /** Tells of the whole. @throws `Failure` when a row failed. */
  finish(): void
}

/** As many lines as a reader takes in at a glance. */
const listed = 10

export function createTally(
  rows: Pick<BatchRows, 'known' | 'isOpen'>,
  { json, folder }: { readonly json: boolean; readonly folder: string },
  { stdout, stderr }: Pick<Shell, 'stdout' | 'stderr'>,
): Tally {
  const began = performance.now()
  const failed: number[] = []
  const charactersOf = (row: Row | BadRow) => ('text' in row ? row.text.length : 0)
  let spent = 0
  const count = { spoken: 0, skipped: 0, cached: 0, segments: 0, seconds: 0, asked: 0 }

  const total = () => rows.known.length
  const done = () => count.spoken + count.skipped + failed.length
  const shares = () => [
    ...(count.skipped === 0 ? [] : [`${count.skipped} there already`]),
    ...(failed.length === 0 ? [] : [`${failed.length} failed`]),
    ...(count.spoken === 0 ? [] : [`${clock(count.seconds)} of audio`]),
    ...(count.cached === 0 ? [] : [`${Math.round((100 * count.cached) / count.segments)} % of it from the cache`]),
  ]

  return {
    add: (row, result) => {
      spent += charactersOf(row)
      if (result.status === 'skipped') count.skipped++
      else if (result.status === 'failed') {
        failed.push(row.line)
        if (!json) stderr.write(`${stderr.isTTY === true ? clearLine : ''}outloud: line ${row.line}: ${result.error}\n`)
      } else {
        count.spoken++
        count.seconds += result.seconds
        count.segments += result.segments
        count.cached += result.cached
        // What was there already, or kept, came at once: it says nothing of how long the rest takes.
        if (result.cached < result.segments) count.asked += charactersOf(row)
      }
      const file = 'file' in row ? row.file : undefined
      if (json) stdout.write(`${JSON.stringify({ line: row.line, file, ...result })}\n`)
    },
    line: () => {
      const left = rows.known.reduce((sum, row) => sum + charactersOf(row), 0) - spent
      const toGo = ((performance.now() - began) / 1_000 / count.asked) * left
      const rest = count.asked === 0 || left === 0 || rows.isOpen() ? [] : [`${clock(toGo)} to go`]
      return [`${done()} of ${total()} rows${rows.isOpen() ? ' so far' : ''}`, ...shares(), ...rest].join(', ')
    },
    remedy: () => `${done()} of ${total()} rows are done: run the same command again to go on.`,
    finish: () => {
      if (!json)
        stdout.write(`${[`${count.spoken} of ${total()} rows spoken into ${folder}`, ...shares()].join(', ')}\n`)
      if (failed.length === 0) return
      const lines = failed.sort((a, b) => a - b).slice(0, listed)
      const more = failed.length > listed ? ` and ${failed.length - listed} more` : ''
      const which = `${failed.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}${more}`
      throw new Failure(`${failed.length} of ${total()} rows failed: ${which}`)
    },
  }
}
