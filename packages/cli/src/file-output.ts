import { open, readlink, realpath, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Failure, fileFailure, orMissing } from './errors.ts'
import { directOutput, type Output } from './output.ts'
import { alreadyThere, openWholeFile, removeLeftover } from './whole-file.ts'

/**
 * A file that appears under its name when it is placed. What is no plain file, such as /dev/null or a named pipe, is
 * written to as it is.
 * @throws `Failure` when the file exists and `force` is off, or cannot be.
 */
export async function fileOutput(path: string, { force }: { readonly force: boolean }): Promise<Output> {
  try {
    const existing = await stat(path).catch(orMissing)
    if (existing?.isDirectory() === true) throw new Failure(`cannot write ${path}: it is a folder`)
    if (existing?.isFile() === false) return directOutput(chunks => writeInto(path, chunks))
    // A link stays a link: what it points to is replaced, or made.
    const target = existing === undefined ? await end(path) : await realpath(path)
    if (existing !== undefined && !force) {
      await removeLeftover(target)
      throw alreadyThere(path)
    }
    // The replacement is open to nobody whom the file was closed to.
    return await openWholeFile({ path, target, mode: existing?.mode ?? 0o666, force })
  } catch (error) {
    throw fileFailure('write', path, error)
  }
}

/** Where a path leads at which there is no file: elsewhere, where links point to what is not there. */
async function end(path: string): Promise<string> {
  const next = await readlink(path).catch(() => undefined)
  return next === undefined ? path : end(resolve(dirname(path), next))
}

async function writeInto(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const refuse = (error: unknown) => {
    throw fileFailure('write', path, error)
  }
  const file = await open(path, 'w').catch(refuse)
  try {
    for await (const bytes of chunks) await file.writeFile(bytes).catch(refuse)
  } finally {
    await file.close()
  }
}
