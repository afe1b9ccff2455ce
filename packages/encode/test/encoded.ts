import type { AudioFormat, Bytes } from '@outloud/core'
import { createEncode } from '../src/index.ts'
import { chunked } from './pcm.ts'

/** Encodes everything: the stream as it came, the header that was announced, and the file with it in place. */
export const encoded = async (samples: Int16Array<ArrayBuffer>, format: AudioFormat, chunkSize = 5_000) => {
  const headers: Bytes[] = []
  const chunks: Bytes[] = []
  const onHeader = (header: Bytes): void => {
    headers.push(header)
  }
  for await (const chunk of createEncode()(chunked(samples, chunkSize), format, { onHeader })) chunks.push(chunk)
  const stream = new Uint8Array(Buffer.concat(chunks))
  const file = stream.slice()
  for (const header of headers) file.set(header)
  return { stream, headers, file }
}
