/** How far into a file its samples may begin: what stands before them is small. */
export const wavHeaderLimit = 4_096

/** In a stream whose length nobody knew these stand for "until the end" (PROTOCOL.md, POST /audio/speech). */
const unknownSizes: ReadonlySet<number> = new Set([0, 0xffff_ffff])

/**
 * The beginning of a WAV file with the sizes that its header left open, from its first bytes and its length in bytes.
 * `undefined` when the header states them already, or is none.
 */
export function completeWavHeader(head: Uint8Array, length: number): Uint8Array | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const tag = (offset: number) => String.fromCharCode(...head.subarray(offset, offset + 4))
  if (tag(0) !== 'RIFF' || tag(8) !== 'WAVE' || length > 0xffff_ffff) return undefined
  // Chunks of a tag, a size, and content that is padded to an even length.
  let at = 12
  while (at + 8 <= head.length && tag(at) !== 'data') {
    const size = view.getUint32(at + 4, true)
    at += 8 + size + (size % 2)
  }
  const samples = at + 8
  if (samples > head.length || !unknownSizes.has(view.getUint32(at + 4, true))) return undefined
  // A copy with a buffer of its own, which the `slice` of a Node `Buffer` would not be.
  const complete = Uint8Array.from(head.subarray(0, samples))
  const sizes = new DataView(complete.buffer)
  sizes.setUint32(4, length - 8, true)
  sizes.setUint32(at + 4, length - samples, true)
  return complete
}
