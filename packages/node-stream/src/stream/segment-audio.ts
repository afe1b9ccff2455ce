import { type AudioFormat, type Bytes, type WavFormat, wavHeader } from '@outloud/core'

/** The audio of one segment after the other, each as a file of its own. */
export interface SegmentAudio {
  /** What `parts()` gave for a segment, as a file that plays by itself. */
  whole(format: AudioFormat, chunks: readonly Bytes[]): Bytes
}

export function createSegmentAudio(): SegmentAudio {
  let wav: WavFormat | undefined
  return {
    whole: (format, chunks) => {
      const all = Buffer.concat(chunks)
      if (format !== 'wav') return new Uint8Array(all)
      // Only the first segment of a speech has the header.
      const begins = all.subarray(0, 4).toString('latin1') === 'RIFF'
      if (begins) {
        wav = { channels: all.readUInt16LE(22), sampleRate: all.readUInt32LE(24), bitsPerSample: all.readUInt16LE(34) }
      }
      const samples = begins ? all.subarray(44) : all
      const header = wav === undefined ? [] : [wavHeader({ ...wav, dataLength: samples.length })]
      return new Uint8Array(Buffer.concat([...header, samples]))
    },
  }
}
