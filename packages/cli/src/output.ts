import { createHash } from 'node:crypto'
import { type FileHandle, link, open, realpath, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { errorCode, Failure, fileFailure, UsageError } from './errors.ts'
import type { Shell } from './shell.ts'

/** Where audio goes. */
export interface Output {
  /**
   * Takes everything; rejects as the chunks do, or when they cannot be written. `complete` is called after the last
   * one: what it gives belongs over the first bytes, and is dropped where nothing can be written twice.
   */
  write(chunks: AsyncIterable<Uint8Array>, complete?: () => Uint8Array | undefined): Promise<void>
}

/** Standard output. @throws `UsageError` when it is a terminal, which audio would upset. */
export function standardOutput({ stdout, signal }: Shell): Output {
  if (stdout.isTTY === true) {
    throw new UsageError('audio is not for a terminal: name a file with -o, or pipe it to a player')
  }
  return {
    write: async chunks => {
      for await (const bytes of chunks) await writeTo(stdout, bytes, signal)
    },
  }
}

/** Waits until the bytes are taken. `pipeline` would not do: it never ends when it is aborted while stdout is full. */
function writeTo(stream: Writable, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    stream.write(bytes, error => {
      signal.removeEventListener('abort', abort)
      if (error) reject(error)
      else resolve()
    })
  })
}

/**
 * A file that appears at its name when it is whole: written beside it, flushed to the disk, then renamed.
 * What is no plain file, such as /dev/null or a named pipe, is written to as it is.
 * @throws `Failure` when the file exists and `force` is off, or cannot be.
 */
export async function fileOutput(path: string, { force }: { force: boolean }): Promise<Output> {
  try {
    const existing = await stat(path).catch(orMissing)
    if (existing?.isDirectory() === true) throw new Failure(`cannot write ${path}: it is a folder`)
    if (existing?.isFile() === false) return { write: chunks => writeInto(path, chunks) }
    if (existing !== undefined && !force) throw alreadyThere(path)
    // A link stays a link: what it points to is replaced.
    const target = existing === undefined ? path : await realpath(path)
    // The replacement is open to nobody whom the file was closed to.
    const mode = existing?.mode ?? 0o666
    return { write: (chunks, complete) => writeWhole({ path, target, mode, force }, chunks, complete) }
  } catch (error) {
    throw fileFailure('write', path, error)
  }
}

async function writeInto(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'w').catch(refuse(path))
  try {
    await fill(file, chunks, path)
  } finally {
    await file.close()
  }
}

async function writeWhole(
  { path, target, mode, force }: { path: string; target: string; mode: number; force: boolean },
  chunks: AsyncIterable<Uint8Array>,
  complete: (() => Uint8Array | undefined) | undefined,
): Promise<void> {
  const temporary = besides(target)
  // What a run that was killed left behind.
  await unlink(temporary).catch(orMissing).catch(refuse(path))
  const file = await open(temporary, 'wx', mode).catch(refuse(path))
  try {
    await fill(file, chunks, path)
    const beginning = complete?.()
    if (beginning !== undefined) await file.write(beginning, 0, beginning.length, 0)
    await file.sync()
    if (!(await isStillOurs(file, temporary))) throw new Failure(`another command began to write ${path} meanwhile`)
    if (force) await rename(temporary, target)
    else await place(temporary, target)
  } catch (error) {
    // What went wrong first is the news, not what went wrong in tidying up.
    await discard(file, temporary).catch(() => {})
    throw errorCode(error) === 'EEXIST' ? alreadyThere(path) : fileFailure('write', path, error)
  } finally {
    await file.close()
  }
}

/** Unlike the source's errors, those of the disk are about the path. */
async function fill(file: FileHandle, chunks: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  for await (const bytes of chunks) await file.writeFile(bytes).catch(refuse(path))
}

/** Gives the file its name, unless somebody took that name meanwhile. */
async function place(temporary: string, target: string): Promise<void> {
  try {
    await link(temporary, target)
  } catch (error) {
    // Some disks know no second name for a file; there a short gap remains between looking and renaming.
    if (!noLinks.has(errorCode(error) ?? '')) throw error
    if ((await stat(target).catch(orMissing)) !== undefined) throw alreadyThere(target)
    return rename(temporary, target)
  }
  await unlink(temporary)
}

const noLinks: ReadonlySet<string> = new Set(['EMLINK', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM'])

/** The same name each time, so that the next run clears away what a killed one left. */
function besides(target: string): string {
  const digest = createHash('sha256').update(basename(target)).digest('hex').slice(0, 16)
  return join(dirname(target), `.outloud-${digest}.part`)
}

/** Whether the name still belongs to the open file: a second run for the same target takes it over. */
async function isStillOurs(file: FileHandle, name: string): Promise<boolean> {
  const [ours, named] = await Promise.all([file.stat(), stat(name).catch(orMissing)])
  return named !== undefined && ours.ino === named.ino && ours.dev === named.dev
}

async function discard(file: FileHandle, temporary: string): Promise<void> {
  if (await isStillOurs(file, temporary)) await unlink(temporary)
}

const alreadyThere = (path: string): Failure =>
  new Failure(`${path} exists: choose another name, or replace it with --force`)

const refuse =
  (path: string) =>
  (error: unknown): never => {
    throw fileFailure('write', path, error)
  }

/** A file that does not exist is `undefined`, not an error. */
function orMissing(error: unknown): undefined {
  if (errorCode(error) !== 'ENOENT') throw error
}
