import { type Bytes, pcmFacts } from '@outloud/core'
import { cut, joined, noAudio, none } from '../remux/remuxer.ts'
import type { AudioSink, Track } from '../sink.ts'
import { resume, type Sound } from './context.ts'

/** What the processor says of itself. */
interface Report {
  /** In samples. */
  readonly position: number
  readonly ended?: true
  /** The number of the jump that it has made. */
  readonly seek?: number
}

const { sampleRate, bytesPerSample } = pcmFacts

/** Bytes that are worth a message: 10 ms. */
const leastMessage = 480

export function openWorkletTrack(
  { context, createNode }: Sound,
  { startBuffer, settings, listener }: Parameters<AudioSink['open']>[0],
): Track {
  const gain = new GainNode(context)
  gain.connect(context.destination)
  const closing = new AbortController()
  let position = 0
  let total = 0
  // Half a sample, and samples that are not worth a message yet.
  let held: Bytes = none
  // Bytes of the answer that is under way, and of those before.
  let received = 0
  let given = 0
  let wanted = false
  let complete = false
  let jumps = 0
  let begun = false
  let whenBegun = () => {}
  let whenGivenUp = (_why: unknown) => {}
  const jumped = new Map<number, () => void>()

  const node = createNode().then(made => {
    if (closing.signal.aborted) return made
    made.connect(gain)
    made.port.onmessage = ({ data }: MessageEvent<Report>) => {
      if (closing.signal.aborted) return
      position = data.position
      if (data.seek !== undefined) jumped.get(data.seek)?.()
      if (wanted && data.seek === undefined) whenBegun()
      if (data.ended === true) wanted = false
      listener.onTime()
      if (data.ended === true) listener.onEnded()
    }
    return made
  })
  node.catch(error => {
    if (!closing.signal.aborted) listener.onError(error)
  })
  const post = (message: object, transfer: Transferable[] = []) => {
    node.then(made => made.port.postMessage(message, transfer)).catch(() => {})
  }
  const update = () => {
    begun ||= complete || total >= startBuffer * sampleRate
    post({ playing: wanted && begun, complete })
  }
  /** Sends what is held, up to the last whole sample. */
  const flush = () => {
    const whole = held.length - (held.length % bytesPerSample)
    const samples = samplesOf(held.subarray(0, whole))
    held = held.slice(whole)
    if (samples.length > 0) post({ samples }, [samples.buffer])
  }
  const giveUp = (why: string) => whenGivenUp(new DOMException(why, 'AbortError'))

  context.addEventListener(
    'statechange',
    () => {
      // Calls and headsets suspend the context; nothing here does while sound is wanted.
      const running = context.state === 'running'
      if (wanted && !running && begun) {
        wanted = false
        update()
        listener.onPause()
      }
    },
    { signal: closing.signal },
  )

  const track: Track = {
    get currentTime() {
      return position / sampleRate
    },
    get bufferedEnd() {
      return total / sampleRate
    },
    append: async (chunk, signal) => {
      signal.throwIfAborted()
      received += chunk.length
      held = joined([held, chunk])
      total = Math.floor((given + received) / bytesPerSample)
      if (held.length < leastMessage) return
      flush()
      if (!begun) update()
    },
    endAnswer: async signal => {
      signal.throwIfAborted()
      flush()
      const [all, rest] = [received, held.length]
      given += all - rest
      received = 0
      held = none
      if (rest > 0) throw cut('a sample')
      if (all === 0) throw noAudio(0, 'pcm')
    },
    end: async signal => {
      signal.throwIfAborted()
      complete = true
      update()
    },
    play: async () => {
      wanted = true
      const began = new Promise<void>((resolve, reject) => {
        whenBegun = resolve
        whenGivenUp = reject
      })
      began.catch(() => {})
      try {
        await resume(context)
      } catch (error) {
        wanted = false
        throw error
      }
      // At the end it begins anew.
      if (complete && position >= total) post({ position: 0 })
      update()
      return began
    },
    pause: () => {
      wanted = false
      update()
      giveUp('The sound was paused')
    },
    seek: seconds =>
      new Promise(resolve => {
        const seek = jumps++
        const settle = () => {
          jumped.delete(seek)
          resolve()
        }
        jumped.set(seek, settle)
        closing.signal.addEventListener('abort', settle, { once: true })
        post({ position: Math.round(seconds * sampleRate), seek })
      }),
    set: ({ rate, volume, muted }) => {
      gain.gain.value = muted ? 0 : volume
      post({ rate })
    },
    close: () => {
      if (closing.signal.aborted) return
      closing.abort()
      gain.disconnect()
      post({ playing: false, closed: true })
      giveUp('The sound was closed')
    },
  }
  track.set(settings)
  return track
}

function samplesOf(bytes: Bytes): Int16Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return Int16Array.from({ length: bytes.length / bytesPerSample }, (_, index) =>
    view.getInt16(index * bytesPerSample, true),
  )
}
