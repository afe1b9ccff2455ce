import { extname } from 'node:path'
import { type Cue, toSRT, toWebVTT } from '@outloud/core'
import { UsageError } from './errors.ts'
import { fileOutput } from './file-output.ts'
import { chunksOf, type Output } from './output.ts'

/** A file of captions. It is open from the start: `close` is to be called in any case. */
export interface Captions extends Pick<Output, 'place' | 'close'> {
  write(cues: readonly Cue[]): Promise<void>
}

const formatOfExtension: Readonly<Record<string, (cues: readonly Cue[]) => string>> = {
  '.vtt': toWebVTT,
  '.srt': toSRT,
}

/**
 * Opens a file of captions in the format that its extension tells.
 * @throws `UsageError` when that is none, `Failure` when the file exists and `force` is off, or cannot be.
 */
export async function openCaptions(path: string, options: { readonly force: boolean }): Promise<Captions> {
  const format = formatOfExtension[extname(path).toLowerCase()]
  if (format === undefined) {
    const known = Object.keys(formatOfExtension).join(' or ')
    throw new UsageError(`--captions: expected a name that ends in ${known}, got ${JSON.stringify(path)}`)
  }
  const output = await fileOutput(path, options)
  return {
    write: cues => output.write(chunksOf(format(cues))),
    place: output.place,
    close: output.close,
  }
}
