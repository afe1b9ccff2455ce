import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { AudioStore, Bytes } from '@outloud/core'

/** How much a folder may hold. */
export interface FileStoreOptions {
  /** Bytes; past it, what was unused for longest goes first. @default 1_073_741_824 */
  readonly maxBytes?: number | undefined
}

const extension = '.audio'
/** `key.process-count.part`: told apart between processes, and recognised when its process is gone. */
const unfinished = /^[\w-]+\.(\d+)-\d+\.part$/

let count = 0

/**
 * Keeps audio as files, for every process that names the same folder. A file appears under its name only when it is
 * whole and on the disk (written beside, synced, renamed), readable by its owner alone. What a process that was killed
 * left half-written is removed by the next one that stores something.
 * @throws {RangeError} for a `maxBytes` that is no number from 0.
 * @example createSpeechClient({ apiKey, cache: fileStore('.cache/speech') })
 */
export function fileStore(folder: string, { maxBytes = 1024 ** 3 }: FileStoreOptions = {}): AudioStore {
  if (!(maxBytes >= 0)) throw new RangeError(`maxBytes: expected a number of bytes from 0, got ${maxBytes}`)
  const pathOf = (key: string) => {
    if (!/^[\w-]{1,128}$/.test(key)) throw new RangeError('key: expected letters, digits, "-" and "_"')
    return join(folder, key + extension)
  }
  // What the folder holds, as far as this process knows; counted once, and again when it seems full.
  let size: Promise<number> | undefined

  return {
    get: async key => {
      const path = pathOf(key)
      try {
        const bytes = await readFile(path)
        // The time of the last use; the file system's own is often switched off.
        const now = new Date()
        await utimes(path, now, now)
        return new Uint8Array(bytes)
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
    put: async (key, bytes) => {
      const path = pathOf(key)
      if (bytes.length > maxBytes) return
      await mkdir(folder, { recursive: true, mode: 0o700 })
      size ??= prepare(folder)
      await writeWhole(path, join(folder, `${key}.${process.pid}-${count++}.part`), bytes)
      size = size.then(held => held + bytes.length).then(held => (held > maxBytes ? evict(folder, maxBytes) : held))
      await size
    },
  }
}

async function writeWhole(path: string, part: string, bytes: Bytes): Promise<void> {
  const file = await open(part, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
    await file.close()
    await rename(part, path)
  } catch (error) {
    await file.close().catch(() => {})
    await rm(part, { force: true })
    throw error
  }
}

/** Removes what processes that are gone left half-written, and counts the rest. */
async function prepare(folder: string): Promise<number> {
  for (const name of await readdir(folder)) {
    const process = unfinished.exec(name)?.[1]
    if (process !== undefined && !isRunning(Number(process))) await rm(join(folder, name), { force: true })
  }
  return (await list(folder)).reduce((sum, file) => sum + file.size, 0)
}

async function evict(folder: string, maxBytes: number): Promise<number> {
  const files = await list(folder)
  let held = files.reduce((sum, file) => sum + file.size, 0)
  for (const { path, size } of files.sort((a, b) => a.used - b.used)) {
    if (held <= maxBytes) break
    await rm(path, { force: true })
    held -= size
  }
  return held
}

async function list(folder: string): Promise<{ path: string; size: number; used: number }[]> {
  const paths = (await readdir(folder)).filter(name => name.endsWith(extension)).map(name => join(folder, name))
  const files = await Promise.all(
    paths.map(async path => {
      // Another process may have removed it since.
      const found = await stat(path).catch(() => undefined)
      return found === undefined ? [] : [{ path, size: found.size, used: found.mtimeMs }]
    }),
  )
  return files.flat()
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    // Somebody else's process: there, but not ours to signal.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
