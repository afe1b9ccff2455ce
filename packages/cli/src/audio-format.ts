import { extname } from 'node:path'
import { type AudioFormat, audioFormats } from '@outloud/core'
import { UsageError } from './errors.ts'

/** Extensions and what they stand for; Ogg files of speech are often called .ogg. */
const formatOfExtension: Readonly<Record<string, AudioFormat>> = {
  ...Object.fromEntries(
    Object.entries(audioFormats).map(([format, { extension }]) => [`.${extension}`, format as AudioFormat]),
  ),
  '.ogg': 'opus',
}

/**
 * The format to ask for; `undefined` leaves it to the server. `option` is where it was given.
 * @throws `UsageError` when the file's extension tells none, or another than the one that was given.
 */
export function audioFormat(
  file: string | undefined,
  given: AudioFormat | undefined,
  option = '--format',
): AudioFormat | undefined {
  if (file === undefined) return given
  const extension = extname(file)
  const told = formatOfExtension[extension.toLowerCase()]
  if (told === undefined && given === undefined) {
    const known = Object.keys(formatOfExtension).join(' ')
    throw new UsageError(
      `the name ${JSON.stringify(file)} does not tell the format: end it in one of ${known}, or give ${option}`,
    )
  }
  if (told !== undefined && given !== undefined && told !== given) {
    throw new UsageError(`${option} ${given} contradicts the extension ${extension} of ${JSON.stringify(file)}`)
  }
  return given ?? told
}
