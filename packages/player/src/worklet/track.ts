import { type Bytes, pcmFacts } from '@outloud/core'
import { joined, refused } from '../remux/remuxer.ts'
import type { AudioSink, Track } from '../sink.ts'
import { createReserve } from '../sinks/reserve.ts'
import { allowed, resume, type Sound } from './context.ts'
import { processorName } from './processor.ts'

/** What the processor says of itself. */
interface Report {
  /** In samples. */
  readonly position: number
  readonly ended?: boolean
  /** The number of the jump that it has made. */
  readonly seek?: number
}

const { sampleRate, bytesPerSample } = pcmFacts

/** Bytes that are worth a message: 10 ms. */
const leastMessage = 480

export function openWorkletTrack(
  { context, loaded }: Sound,
  { startBuffer, settings, listener }: Parameters<AudioSink['open']>[0],
): Track {
  const gain = new GainNode(context)
  gain.connect(context.destination)
  const reserve = createReserve(startBuffer)
  let closed = false
  let position = 0
  let total = 0
  // Half a sample, and samples that are not worth a message yet.
  let held: Bytes = new Uint8Array()
  // Bytes of the answer that is under way, and of those before.
  let received = 0
  let given = 0
  let wanted = false
  let complete = false
  let jumps = 0
  let rate = 1
  let whenBegun = () => {}
  let whenGivenUp = (_why: unknown) => {}
  let whenJumped = () => {}

  const node = loaded.then(() => {
    const made = new AudioWorkletNode(context, processorName, { numberOfInputs: 0, outputChannelCount: [1] })
    made.connect(gain)
    made.port.onmessage = ({ data }: MessageEvent<Report>) => {
      if (closed) return
      const moved = data.position !== position
      position = data.position
      if (data.seek === jumps) whenJumped()
      if (moved) {
        whenBegun()
        listener.onTime()
      }
      if (data.ended) {
        wanted = false
        listener.onEnded()
      }
    }
    return made
  })
  node.catch(error => {
    if (!closed) listener.onError(error)
  })
  const post = (message: object) => {
    node.then(made => made.port.postMessage(message)).catch(() => {})
  }
  const update = () => post({ playing: wanted, complete })
  /** Sends what is held, up to the last whole sample. */
  const flush = () => {
    const whole = held.length - (held.length % bytesPerSample)
    // Every browser runs on little-endian machines, and so is the format.
    const samples = new Int16Array(held.slice(0, whole).buffer)
    held = held.slice(whole)
    if (whole > 0) post({ samples, reserve: reserve(total / sampleRate, rate) * sampleRate })
  }
  const giveUp = () => whenGivenUp(new DOMException('Stopped', 'AbortError'))

  // Calls and headsets suspend the context; nothing here does.
  context.onstatechange = () => {
    if (context.state === 'running' || !wanted) return
    wanted = false
    update()
    listener.onPause()
  }

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
      if (held.length >= leastMessage) flush()
    },
    endAnswer: async signal => {
      signal.throwIfAborted()
      flush()
      const [all, rest] = [received, held.length]
      given += all - rest
      received = 0
      held = held.slice(rest)
      if (rest > 0) throw refused('truncated', 'The answer ends within a sample')
      if (all === 0) throw refused('empty', 'The answer is empty')
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
    allowed: () => allowed(context),
    pause: () => {
      wanted = false
      update()
      giveUp()
    },
    seek: seconds =>
      new Promise(resolve => {
        whenJumped()
        whenJumped = resolve
        post({ position: Math.round(seconds * sampleRate), seek: ++jumps })
      }),
    set: settings => {
      gain.gain.value = settings.muted ? 0 : settings.volume
      rate = settings.rate
      post({ rate })
    },
    close: () => {
      if (closed) return
      closed = true
      context.onstatechange = null
      gain.disconnect()
      post({ playing: false, closed: true })
      giveUp()
      whenJumped()
    },
  }
  track.set(settings)
  return track
}
