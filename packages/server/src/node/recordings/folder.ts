import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HTTPError } from '../../http-error.ts'

/** The files of a folder of recordings, one for each request. */
export interface RecordingFolder {
  /** What is there of a request; `undefined` for nothing. @throws `HTTPError` 500 for what cannot be read. */
  read(fingerprint: string): Promise<string | undefined>
  /** A file appears under its name when it is whole and on the disk, and then replaces the one before. */
  write(fingerprint: string, text: string): Promise<void>
}

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
    write: async (fingerprint, text) => {
      await mkdir(folder, { recursive: true })
      const part = join(folder, `.${fingerprint}.${randomUUID()}.part`)
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

/** A recording that is no use: asking again does not make it better. */
export const damaged = (name: string, why: string, cause?: unknown): HTTPError =>
  new HTTPError(500, `The recording ${name} ${why}: record it again, or remove it`, {
    code: 'damaged_recording',
    headers: { 'x-should-retry': 'false' },
    cause,
  })
