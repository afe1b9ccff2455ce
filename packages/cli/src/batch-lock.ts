import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { errorCode, Failure, fileFailure, orMissing } from './errors.ts'
import { noLinks } from './whole-file.ts'

/** Beside the record, which it is about. It holds the number of the process that writes. */
const lockName = '.outloud-batch.lock'

/**
 * Has the folder of a batch to itself until what it gives is called: two that do not know of each other would speak the
 * same rows, and take each other's files for somebody else's. What a killed process left is taken over.
 * @throws `Failure` when another process has it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, lockName)
  try {
    // A second attempt where a dead one was in the way; whoever is in the way then is alive.
    if (!(await claim(path))) {
      await removeDead(path)
      if (!(await claim(path))) throw taken(folder, await holderOf(path))
    }
  } catch (error) {
    throw fileFailure('write', path, error)
  }
  return async () => {
    if ((await holderOf(path)) === process.pid) await unlink(path).catch(orMissing)
  }
}

/** Puts our number there, whole from the first; false when something is there already. */
async function claim(path: string): Promise<boolean> {
  const own = aside(path)
  const number = String(process.pid)
  try {
    await writeFile(own, number)
    await link(own, path).catch(error => {
      if (!noLinks.has(errorCode(error) ?? '')) throw error
      return writeFile(path, number, { flag: 'wx' })
    })
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  } finally {
    await unlink(own).catch(orMissing)
  }
}

/** Takes away what a process left that is gone. By its new name first: what one looks at is then no other's. */
async function removeDead(path: string): Promise<void> {
  if (isAlive(await holderOf(path))) return
  const own = aside(path)
  await rename(path, own).catch(orMissing)
  // Somebody else was quicker, and this is theirs.
  if (isAlive(await holderOf(own))) await rename(own, path)
  else await unlink(own).catch(orMissing)
}

const aside = (path: string): string => `${path}.${process.pid}`

async function holderOf(path: string): Promise<number | undefined> {
  return Number(await readFile(path, 'utf8').catch(orMissing)) || undefined
}

/** Whether another process of that number runs. One of our own number is gone: we have not written it yet. */
function isAlive(holder: number | undefined): boolean {
  if (holder === undefined || holder === process.pid) return false
  try {
    process.kill(holder, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

const taken = (folder: string, holder: number | undefined): Failure =>
  new Failure(
    `another batch is written into ${folder}, by process ${holder ?? 'unknown'}: wait for its end, or name another --out-dir (should that be no outloud, remove ${join(folder, lockName)})`,
  )
