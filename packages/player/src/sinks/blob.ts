import type { Track } from '../sink.ts'
import { controlElement, type OpenOptions } from './element.ts'
import type { Gathering } from './gather.ts'

/** One answer, playable for itself, with its place in the utterance in seconds. */
interface Answer {
  readonly url: string
  readonly start: number
  readonly end: number
}

/** Plays answers once each is whole, one after the other: what every browser can. */
export function openBlobs(element: HTMLAudioElement, { format, listener, settings }: OpenOptions): Track {
  const answers: Answer[] = []
  let shown: Answer | undefined
  // Most listeners never need it.
  const loading = import('./gather.ts')
  loading.catch(() => {})
  let gathering: Gathering | undefined
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
      const { gather } = await loading
      gathering ??= gather(format)
      gathering.push(chunk)
    },
    endAnswer: async signal => {
      signal.throwIfAborted()
      const { gather } = await loading
      const whole = gathering ?? gather(format)
      gathering = undefined
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
