import { type AudioFormat, audioFormats, type Bytes, pcmFacts, wavHeader } from '@outloud/core'
import { createMp3Frames } from '../remux/mp3.ts'
import { joined, noAudio, none, refused } from '../remux/remuxer.ts'
import { createSampleReader, type SampleFacts } from '../remux/samples.ts'
import type { Track } from '../sink.ts'
import { controlElement, type OpenOptions } from './element.ts'

/** One answer, playable for itself, with its place in the utterance in seconds. */
interface Answer {
  readonly url: string
  readonly start: number
  readonly end: number
}

interface Playable {
  readonly blob: Blob
  readonly seconds: number
}

/** An answer on its way. */
interface Gathering {
  push(chunk: Bytes): void
  /** @throws `InvalidResponseError` for one that was cut or held no audio. */
  finish(): Promise<Playable>
}

/** Plays answers once each is whole, one after the other: what every browser can. */
export function openBlobs(element: HTMLAudioElement, { format, listener, settings }: OpenOptions): Track {
  const answers: Answer[] = []
  let shown: Answer | undefined
  let gathering = gather(format)
  let complete = false
  let closed = false

  const control = controlElement(element, { ...listener, onSourceEnd: goOn })
  element.removeAttribute('src')
  control.set(settings)

  const total = () => answers.at(-1)?.end ?? 0

  function show(answer: Answer, seconds: number): void {
    if (answer !== shown) {
      shown = answer
      element.src = answer.url
      control.resume()
    }
    element.currentTime = seconds - answer.start
  }

  /** At the end of an answer: the next one, if it is there. */
  function goOn(): void {
    const next = answers.find(({ start }) => start >= (shown?.end ?? 0))
    if (next !== undefined) show(next, next.start)
    else if (complete) {
      control.pause()
      listener.onEnded()
    }
  }

  return {
    get currentTime() {
      return shown === undefined ? 0 : Math.min(shown.start + element.currentTime, shown.end)
    },
    get bufferedEnd() {
      return total()
    },
    append: async (chunk, signal) => {
      signal.throwIfAborted()
      gathering.push(chunk)
    },
    endAnswer: async signal => {
      signal.throwIfAborted()
      const whole = gathering
      gathering = gather(format)
      const { blob, seconds } = await whole.finish()
      signal.throwIfAborted()
      if (closed) return
      const start = total()
      answers.push({ url: URL.createObjectURL(blob), start, end: start + seconds })
      if (shown === undefined || element.ended) goOn()
    },
    end: async signal => {
      signal.throwIfAborted()
      complete = true
      if (element.ended) goOn()
    },
    play: control.play,
    pause: control.pause,
    seek: async seconds => {
      const answer = answers.find(({ end }) => seconds < end) ?? answers.at(-1)
      if (answer === undefined) return
      if (answer !== shown) show(answer, answer.start)
      await control.seek(seconds - answer.start)
    },
    set: control.set,
    close: () => {
      closed = true
      for (const { url } of answers) URL.revokeObjectURL(url)
      control.close()
    },
  }
}

function gather(format: AudioFormat): Gathering {
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
