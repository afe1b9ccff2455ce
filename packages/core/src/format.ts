/** Encoded or raw audio as it travels: bytes that own their buffer. */
export type Bytes = Uint8Array<ArrayBuffer>

/**
 * The six formats of the protocol (PROTOCOL.md, POST /audio/speech).
 * `type` is the media type we label audio with; the server's own label is only checked, never passed on.
 * `joining` is how several answers become one: sample by sample, frame by frame, or only by encoding once.
 */
export const audioFormats = {
  mp3: { type: 'audio/mpeg', extension: 'mp3', joining: 'frames' },
  // In an Ogg container, so a second answer begins a second logical stream.
  opus: { type: 'audio/ogg', extension: 'opus', joining: 'encode' },
  // ADTS: every frame carries its own header.
  aac: { type: 'audio/aac', extension: 'aac', joining: 'frames' },
  flac: { type: 'audio/flac', extension: 'flac', joining: 'encode' },
  wav: { type: 'audio/wav', extension: 'wav', joining: 'samples' },
  pcm: { type: 'audio/pcm', extension: 'pcm', joining: 'samples' },
} as const

/** A format a server can be asked for. */
export type AudioFormat = keyof typeof audioFormats

/** What `pcm` means on the wire: 16-bit signed little-endian mono at 24 000 Hz, no header (PROTOCOL.md). */
export const pcmFacts = { sampleRate: 24_000, channels: 1, bytesPerSample: 2 } as const
