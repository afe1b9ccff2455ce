import { access, constants, mkdir } from 'node:fs/promises'
import type { AudioStore } from '@outloud/core'
import { cacheFolder } from './cache-folder.ts'
import { fileFailure, UsageError } from './errors.ts'
import type { Values } from './options.ts'

/** Where the answers of a server are kept, if anywhere. */
export interface SpeechCache {
  readonly store: AudioStore | undefined
  /** Why they are not, where that was not asked for. */
  readonly notice: string | undefined
}

/** Samples at 48 000 bytes a second, of a slow voice in a script of which it speaks three characters a second. */
const bytesPerCharacter = 16_000

/**
 * How many bytes the folder may hold: 1 GiB, or as much as the text may need if that is more. Otherwise its end would
 * push out its beginning, and a run that was cut off would begin again.
 */
export const capacityFor = (characters: number, speed: number): number =>
  Math.max(1024 ** 3, (characters * bytesPerCharacter) / Math.min(1, speed))

/**
 * Opens the folder in which answers are kept: those for so many characters, and more.
 * @throws `Failure` when a folder that was given cannot be written to, `UsageError` for a contradiction.
 */
export async function openCache(
  characters: number,
  values: Values<'cache-dir' | 'no-cache' | 'speed'>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<SpeechCache> {
  const { 'cache-dir': given, 'no-cache': none, speed = 1 } = values
  if (none === true) {
    if (given !== undefined) throw new UsageError('--cache-dir contradicts --no-cache')
    return { store: undefined, notice: undefined }
  }
  const folder = given ?? cacheFolder(env)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await access(folder, constants.W_OK)
  } catch (error) {
    const failure = fileFailure('write', folder, error)
    // Who chose the folder relies on it; anybody else would rather have audio that is not kept.
    if (given !== undefined) throw failure
    const why = failure instanceof Error ? failure.message : String(failure)
    return { store: undefined, notice: `nothing is kept for a later run: ${why}` }
  }
  const { fileStore } = await import('@outloud/node-stream')
  return { store: fileStore(folder, { maxBytes: capacityFor(characters, speed) }), notice: undefined }
}
