import type { Bytes } from '@outloud/core'

/** Everything that a stream or an iterable of bytes gives, as one array. Rejects as the source does. */
export async function collect(
  source: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Bytes> {
  const chunks: Uint8Array[] = []
  // Node's `ReadableStream` is an async iterable, which the type of a browser's does not say.
  for await (const chunk of source as AsyncIterable<Uint8Array> | Iterable<Uint8Array>) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}
