import { type AudioFormat, audioFormats, type Bytes, pcmFacts, wavHeader } from '@outloud/core'
import { createMp3Frames } from '../remux/mp3.ts'
import { joined, noAudio, none, refused } from '../remux/remuxer.ts'
import { createSampleReader, type SampleFacts } from '../remux/samples.ts'

interface Playable {
  readonly blob: Blob
  readonly seconds: number
}

/** An answer on its way. */
export interface Gathering {
  push(chunk: Bytes): void
  /** @throws `InvalidResponseError` for one that was cut or held no audio. */
  finish(): Promise<Playable>
}

export function gather(format: AudioFormat): Gathering {
  const parts: Bytes[] = []
  if (format === 'mp3') {
    const frames = createMp3Frames()
    let seconds = 0
    const take = (piece: ReturnType<typeof frames.push>) => {
      if (piece !== undefined) parts.push(piece.bytes)
      seconds += piece?.seconds ?? 0
    }
    return {
      push: chunk => take(frames.push(chunk)),
      finish: async () => {
        take(frames.endAnswer())
        return { blob: new Blob(parts, { type: audioFormats.mp3.type }), seconds }
      },
    }
  }
  if (format === 'pcm' || format === 'wav') {
    const reader = createSampleReader(format)
    return {
      push: chunk => parts.push(reader.push(chunk).slice()),
      finish: async () => {
        reader.endAnswer()
        return asWav(joined(parts), reader.facts)
      },
    }
  }
  return {
    push: chunk => parts.push(chunk),
    finish: async () => {
      const bytes = joined([none, ...parts])
      if (bytes.length === 0) throw noAudio(0, format)
      const { samples, facts } = await decoded(bytes, format)
      return asWav(samples, facts)
    },
  }
}

function asWav(samples: Bytes, { sampleRate, channels, bytesPerSample }: SampleFacts): Playable {
  const header = wavHeader({ sampleRate, channels, bitsPerSample: bytesPerSample * 8, dataLength: samples.length })
  const seconds = samples.length / (sampleRate * channels * bytesPerSample)
  return { blob: new Blob([header, samples], { type: audioFormats.wav.type }), seconds }
}

/** Whatever the browser can decode, as samples: so it is known how long it is, and any position can be sought. */
async function decoded(
  bytes: Bytes,
  format: AudioFormat,
): Promise<{ readonly facts: SampleFacts; readonly samples: Bytes }> {
  const { sampleRate, bytesPerSample } = pcmFacts
  const audio = await new OfflineAudioContext(1, 1, sampleRate)
    .decodeAudioData(bytes.buffer)
    .catch((cause: unknown) => {
      throw refused('format', `The browser cannot play the answer as ${format}: ${String(cause)}`)
    })
  const channels = audio.numberOfChannels
  const samples = new DataView(new ArrayBuffer(audio.length * channels * bytesPerSample))
  for (let channel = 0; channel < channels; channel++) {
    audio.getChannelData(channel).forEach((sample, index) => {
      const value = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767)
      samples.setInt16((index * channels + channel) * bytesPerSample, value, true)
    })
  }
  return { facts: { sampleRate, channels, bytesPerSample }, samples: new Uint8Array(samples.buffer) }
}
