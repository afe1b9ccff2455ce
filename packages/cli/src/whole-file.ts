import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import { link, open, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errorCode, Failure, fileFailure, orMissing } from './errors.ts'
import type { Output } from './output.ts'

/** What a file is to be. */
interface WholeFile {
  /** As the user calls it. */
  readonly path: string
  /** Where that leads. */
  readonly target: string
  readonly mode: number
  /** Whether it replaces one that is there. */
  readonly force: boolean
}

/** A file that is written beside its name, and gets that name when it is whole and on the disk. */
export async function openWholeFile({ path, target, mode, force }: WholeFile): Promise<Output> {
  const temporary = besides(target)
  // What a run that was killed left behind.
  await unlink(temporary).catch(orMissing)
  const file = await open(temporary, 'wx', mode)
  // A second run for the same target takes the name over.
  const isStillOurs = async () => isSame(await file.stat(), await stat(temporary).catch(orMissing))
  const discard = async () => {
    if (await isStillOurs()) await unlink(temporary)
  }
  // Unlike the source's errors, those of the disk are about the path.
  const refuse = (error: unknown) => {
    throw errorCode(error) === 'EEXIST' ? alreadyThere(path) : fileFailure('write', path, error)
  }

  return {
    write: async (chunks, header) => {
      for await (const bytes of chunks) await file.writeFile(bytes).catch(refuse)
      const beginning = await header?.()
      if (beginning !== undefined) await file.write(beginning, 0, beginning.length, 0).catch(refuse)
      await file.sync().catch(refuse)
    },
    place: async () => {
      if (!(await isStillOurs())) throw new Failure(`another command began to write ${path} meanwhile`)
      await (force ? rename(temporary, target) : placeNew(temporary, target)).catch(refuse)
    },
    close: async () => {
      // What went wrong before is the news, not what goes wrong in tidying up.
      await discard().catch(() => {})
      await file.close()
    },
  }
}

/** Takes away what a run left that was killed while the file had both names. */
export async function removeLeftover(target: string): Promise<void> {
  const temporary = besides(target)
  if (isSame(await stat(target), await stat(temporary).catch(orMissing))) await unlink(temporary)
}

export const alreadyThere = (path: string): Failure =>
  new Failure(`${path} exists: choose another name, or replace it with --force`)

/** Gives the file its name, unless somebody took that name meanwhile. */
async function placeNew(temporary: string, target: string): Promise<void> {
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

/** What a file system says that knows no second name for a file. */
export const noLinks: ReadonlySet<string> = new Set(['EMLINK', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM'])

/** The same name each time, so that the next run clears away what a killed one left. */
function besides(target: string): string {
  const digest = createHash('sha256').update(basename(target)).digest('hex').slice(0, 16)
  return join(dirname(target), `.outloud-${digest}.part`)
}

const isSame = (file: Stats, other: Stats | undefined): boolean => file.ino === other?.ino && file.dev === other.dev
