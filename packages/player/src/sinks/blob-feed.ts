import type { ElementControl, OpenOptions } from './element.ts'
import { type Gathering, gather } from './gather.ts'
import type { Feed } from './track.ts'

/** One answer, playable for itself, with its place in the utterance in seconds. */
interface Answer {
  readonly url: string
  readonly start: number
  readonly end: number
}

export interface BlobFeedOptions extends Pick<OpenOptions, 'format' | 'listener'> {
  readonly element: HTMLAudioElement
  readonly control: ElementControl
}

/** Gives the element one answer after the other, each once it is whole. */
export function createBlobFeed({ element, control, format, listener }: BlobFeedOptions): Feed {
  const answers: Answer[] = []
  let shown: Answer | undefined
  let gathering: Gathering | undefined
  let complete = false
  let closed = false

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
    append: chunk => {
      gathering ??= gather(format)
      gathering.push(chunk)
    },
    endAnswer: async () => {
      const whole = gathering ?? gather(format)
      gathering = undefined
      const { blob, seconds } = await whole.finish()
      if (closed) return
      const start = total()
      answers.push({ url: URL.createObjectURL(blob), start, end: start + seconds })
      if (shown === undefined || element.ended) goOn()
    },
    end: () => {
      complete = true
      if (element.ended) goOn()
    },
    onSourceEnd: goOn,
    seek: async seconds => {
      const answer = answers.find(({ end }) => seconds < end) ?? answers.at(-1)
      if (answer === undefined) return
      if (answer !== shown) show(answer, answer.start)
      await control.seek(seconds - answer.start)
    },
    close: () => {
      closed = true
      for (const { url } of answers) URL.revokeObjectURL(url)
    },
  }
}
