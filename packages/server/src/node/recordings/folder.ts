import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { HTTPError } from '../../http-error.ts'

/** The files of a folder of recordings, one for each request. */
export interface RecordingFolder {
  /** What is there of a request; `undefined` for nothing. @throws `HTTPError` 500 for what cannot be read. */
  read(fingerprint: string): Promise<string | undefined>
  /** Removes what writers left half-written whose process is gone. */
  tidy(): Promise<void>
  /** A file appears under its name when it is whole and on the disk, and then replaces the one before. */
  write(fingerprint: string, text: string): Promise<void>
}

/** `.fingerprint.process-id.part`: told apart, and recognised when its process is gone. */
const unfinished = /^\.[\da-f]{64}\.(\d+)-[\da-f-]{36}\.part$/

/** The longest file that is read: an answer of the longest kind, written as text. */
const longestFile = 128 * 1024 * 1024

/** @throws `TypeError` for a folder without a name. */
export function openFolder(folder: string): RecordingFolder {
  if (typeof folder !== 'string' || folder === '') {
    throw new TypeError('folder: expected the path of a folder for recordings, got none')
  }
  const pathOf = (fingerprint: string) => join(folder, `${fingerprint}.json`)
  return {
    read: async fingerprint => {
      const path = pathOf(fingerprint)
      try {
        const { size } = await stat(path)
        if (size <= longestFile) return await readFile(path, 'utf8')
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code'
        if (code === 'ENOENT') return undefined
        throw damaged(path, `cannot be read (${code})`, error)
      }
      throw damaged(path, `is over ${longestFile} bytes`)
    },
    tidy: async () => {
      // What cannot be looked at, or is not there, is in nobody's way.
      for (const name of await readdir(folder).catch(() => [])) {
        const writer = unfinished.exec(name)?.[1]
        if (writer !== undefined && !isRunning(Number(writer))) await rm(join(folder, name), { force: true })
      }
    },
    write: async (fingerprint, text) => {
      await mkdir(folder, { recursive: true })
      const part = join(folder, `.${fingerprint}.${process.pid}-${randomUUID()}.part`)
      const file = await open(part, 'wx')
      try {
        await file.writeFile(text)
        await file.sync()
        await file.close()
        await rename(part, pathOf(fingerprint))
      } catch (error) {
        await file.close().catch(() => {})
        await rm(part, { force: true })
        throw error
      }
    },
  }
}

function isRunning(writer: number): boolean {
  try {
    process.kill(writer, 0)
    return true
  } catch (error) {
    // A process of somebody else runs, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** A recording that is no use: asking again does not make it better. */
export const damaged = (name: string, why: string, cause?: unknown): HTTPError =>
  new HTTPError(500, `The recording ${name} ${why}: record it again, or remove it`, {
    code: 'damaged_recording',
    headers: { 'x-should-retry': 'false' },
    cause,
  })
