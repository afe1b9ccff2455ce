import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { AudioStore, Bytes } from '@outloud/core'

/** How much a folder may hold. */
export interface FileStoreOptions {
  /** Bytes; past it, what was unused for longest goes first. @default 1_073_741_824 */
  readonly maxBytes?: number | undefined
}

/** What a folder holds. */
export interface FileStoreSize {
  readonly files: number
  readonly bytes: number
}

/** A store whose audio outlives the process, until somebody clears it. */
export interface FileStore extends AudioStore {
  /** How much there is. */
  size(): Promise<FileStoreSize>
  /** Removes all audio of this store, and no other file; gives how much that was. */
  clear(): Promise<FileStoreSize>
}

const extension = '.audio'
const finished = /^[\w-]{1,128}\.audio$/
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
export function fileStore(folder: string, { maxBytes = 1024 ** 3 }: FileStoreOptions = {}): FileStore {
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
        // The time of the last use; the file system's own is often switched off. What may only be read stays as it is.
        const now = new Date()
        await utimes(path, now, now).catch(() => {})
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
    size: async () => total(await list(folder)),
    clear: async () => {
      const files = await list(folder)
      await Promise.all(files.map(({ path }) => rm(path, { force: true })))
      await removeUnfinished(folder)
      // Counted anew by the next one who stores.
      size = undefined
      return total(files)
    },
  }
}

const total = (files: readonly { readonly size: number }[]): FileStoreSize => ({
  files: files.length,
  bytes: files.reduce((sum, { size }) => sum + size, 0),
})

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

/** Cleans up, and counts the rest. */
async function prepare(folder: string): Promise<number> {
  await removeUnfinished(folder)
  return total(await list(folder)).bytes
}

/** Removes what processes that are gone left half-written. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const process = unfinished.exec(name)?.[1]
    if (process !== undefined && !isRunning(Number(process))) await rm(join(folder, name), { force: true })
  }
}

async function evict(folder: string, maxBytes: number): Promise<number> {
  const files = await list(folder)
  let held = total(files).bytes
  for (const { path, size } of files.sort((a, b) => a.used - b.used)) {
    if (held <= maxBytes) break
    await rm(path, { force: true })
    held -= size
  }
  return held
}

async function list(folder: string): Promise<{ path: string; size: number; used: number }[]> {
  const paths = (await namesIn(folder)).filter(name => finished.test(name)).map(name => join(folder, name))
  const files = await Promise.all(
    paths.map(async path => {
      // Another process may have removed it since.
      const found = await stat(path).catch(() => undefined)
      return found === undefined ? [] : [{ path, size: found.size, used: found.mtimeMs }]
    }),
  )
  return files.flat()
}

/** A folder that is not there holds nothing. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
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
