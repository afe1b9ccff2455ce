import { type AudioFormat, audioFormats, type Bytes, wavHeader } from '@outloud/core'
import { createMp3Frames } from '../remux/mp3.ts'
import { joined, noAudio, refused } from '../remux/remuxer.ts'
import { createSampleReader } from '../remux/samples.ts'
import type { Track } from '../sink.ts'
import { controlElement, type OpenOptions } from './element.ts'

/** One answer, playable for itself, with its place in the utterance in seconds. */
interface Answer {
  readonly url: string
  readonly start: number
  readonly end: number
}

/** An answer on its way. */
interface Gathering {
  push(chunk: Bytes): void
  /** @throws `InvalidResponseError` for one that was cut or held no audio. */
  finish(): Promise<{ readonly blob: Blob; readonly seconds: number }>
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
  const { type } = audioFormats[format]
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
        return { blob: new Blob(parts, { type }), seconds }
      },
    }
  }
  if (format === 'pcm' || format === 'wav') {
    const reader = createSampleReader(format)
    return {
      push: chunk => parts.push(reader.push(chunk).slice()),
      finish: async () => {
        reader.endAnswer()
        const { sampleRate, channels, bytesPerSample } = reader.facts
        const samples = joined(parts)
        const header = wavHeader({
          sampleRate,
          channels,
          bitsPerSample: bytesPerSample * 8,
          dataLength: samples.length,
        })
        const seconds = samples.length / (sampleRate * channels * bytesPerSample)
        return { blob: new Blob([header, samples], { type: audioFormats.wav.type }), seconds }
      },
    }
  }
  return {
    push: chunk => parts.push(chunk),
    finish: async () => {
      const blob = new Blob(parts, { type })
      if (blob.size === 0) throw noAudio(0, format)
      return { blob, seconds: await secondsOf(blob) }
    },
  }
}

/** Asks the browser, in an element that never sounds. */
async function secondsOf(blob: Blob): Promise<number> {
  const probe = document.createElement('audio')
  const url = URL.createObjectURL(blob)
  try {
    return await new Promise((resolve, reject) => {
      probe.onloadedmetadata = probe.ondurationchange = () => {
        if (Number.isFinite(probe.duration)) resolve(probe.duration)
        // A file that does not say how long it is tells once its end was sought.
        else probe.currentTime = Number.MAX_SAFE_INTEGER
      }
      probe.onerror = () => reject(refused('format', `The browser cannot play the answer: ${blob.type}`))
      probe.preload = 'metadata'
      probe.src = url
    })
  } finally {
    probe.removeAttribute('src')
    probe.load()
    URL.revokeObjectURL(url)
  }
}
