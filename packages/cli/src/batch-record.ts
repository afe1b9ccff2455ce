import { createHash } from 'node:crypto'
import { appendFile, lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Row } from './batch-row.ts'
import { Failure, orMissing } from './errors.ts'
import { alreadyThere } from './whole-file.ts'

/** What is known of the files of a folder, from this run and those before. */
export interface BatchRecord {
  /**
   * Whether the row's file is there, whole, and of the same request.
   * @throws `Failure` when something else is in its place that may not be replaced.
   */
  has(row: Row): Promise<boolean>
  /** Notes of what the row's file, which is about to be there, is made. */
  add(row: Row, bytes: number): Promise<void>
}

interface Entry {
  readonly request: string
  readonly bytes: number
}

/** Beside the files, so that it goes where they go. */
const recordName = '.outloud-batch.jsonl'

/** Opens the record of a folder. `speaker` tells requests of one engine from those of another. */
export async function openRecord(
  folder: string,
  { speaker, force }: { readonly speaker: readonly unknown[]; readonly force: boolean },
): Promise<BatchRecord> {
  const path = join(folder, recordName)
  const before = await readFile(path, 'utf8').catch(orMissing)
  const entries = new Map(before?.split('\n').flatMap(entryOf))
  // What a killed run did not write to its end is a line of its own.
  if (before !== undefined && before !== '' && !before.endsWith('\n')) await appendFile(path, '\n')
  const digest = ({ text, format, voice, model, speed, instructions }: Row) =>
    createHash('sha256')
      .update(JSON.stringify([...speaker, text, format, voice, model, speed, instructions]))
      .digest('hex')

  return {
    has: async row => {
      const target = join(folder, row.file)
      const facts = await lstat(target).catch(orMissing)
      if (facts === undefined) return false
      if (!facts.isFile()) throw new Failure(`cannot write ${target}: a folder, a link or a device is in its place`)
      const entry = entries.get(row.file)
      if (entry?.request === digest(row) && entry.bytes === facts.size) return true
      if (!force) throw alreadyThere(target)
      return false
    },
    add: async (row, bytes) => {
      await appendFile(path, `${JSON.stringify({ file: row.file, request: digest(row), bytes })}\n`)
    },
  }
}

function entryOf(line: string): [string, Entry][] {
  try {
    const { file, request, bytes } = JSON.parse(line)
    return [[file, { request, bytes }]]
  } catch {
    // Cut off by a kill: its file is made again.
    return []
  }
}
