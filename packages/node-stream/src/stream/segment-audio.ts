import { type AudioFormat, type Bytes, createSpeechClient, pcmFacts, type WavFormat, wavHeader } from '@outloud/core'

/** The audio of one segment after the other: each as a file of its own, and how long it is. */
export interface SegmentAudio {
  /** What `parts()` gave for a segment, as a file that plays by itself. */
  whole(format: AudioFormat, chunks: readonly Bytes[]): Promise<{ readonly audio: Bytes; readonly duration: number }>
}

export function createSegmentAudio(): SegmentAudio {
  let wav: WavFormat | undefined
  return {
    whole: async (format, chunks) => {
      const all = Buffer.concat(chunks)
      if (format === 'pcm') {
        return { audio: new Uint8Array(all), duration: all.length / pcmFacts.bytesPerSample / pcmFacts.sampleRate }
      }
      if (format !== 'wav') {
        const audio = new Uint8Array(all)
        return { audio, duration: await measure(format, audio) }
      }
      // Only the first segment of a speech has the header.
      const begins = all.subarray(0, 4).toString('latin1') === 'RIFF'
      if (begins) {
        wav = { channels: all.readUInt16LE(22), sampleRate: all.readUInt32LE(24), bitsPerSample: all.readUInt16LE(34) }
      }
      const samples = begins ? all.subarray(44) : all
      if (wav === undefined) return { audio: new Uint8Array(samples), duration: 0 }
      const header = wavHeader({ ...wav, dataLength: samples.length })
      const duration = samples.length / ((wav.sampleRate * wav.channels * wav.bitsPerSample) / 8)
      return { audio: new Uint8Array(Buffer.concat([header, samples])), duration }
    },
  }
}

/** Seconds of audio, as core counts them in what it reads: so it is given what it gave. */
async function measure(format: AudioFormat, audio: Bytes): Promise<number> {
  if (audio.length === 0) return 0
  const fetch = async () => new Response(audio)
  const speech = createSpeechClient({ fetch, limit: false, retry: false }).synthesize('-', { format })
  await speech.bytes()
  const [cue] = await speech.cues({ unit: 'segment' })
  return cue?.end ?? 0
}
