import type { Bytes } from '@outloud/core'
import { none, refused } from '../remux/remuxer.ts'
import type { AudioSink, Track } from '../sink.ts'
import { createReserve } from '../sinks/reserve.ts'
import { allowed, resume, type Sound } from './context.ts'
import { processorName } from './processor.ts'

/** What the processor says of itself. */
interface Report {
  /** In samples. */
  readonly position: number
  readonly ended?: boolean
  /** The number of the last jump that it has made. */
  readonly seek?: number
}

/** Bytes that are worth a message: 10 ms. */
const leastMessage = 480

export function openWorkletTrack(
  { context, loaded }: Sound,
  { startBuffer, settings, listener }: Parameters<AudioSink['open']>[0],
): Track {
  const { sampleRate } = context
  const gain = new GainNode(context)
  gain.connect(context.destination)
  const reserve = createReserve(startBuffer)
  let closed = false
  let position = 0
  // Half a sample, and samples that are not worth a message yet.
  let held: Bytes = none
  // Samples that were sent, and how many of them before the answer that is under way.
  let sent = 0
  let before = 0
  let wanted = false
  let complete = false
  let jumps = 0
  let rate = 1
  let whenBegun = (_error?: unknown) => {}
  let whenJumped = () => {}

  const node = loaded.then(() => {
    const made = new AudioWorkletNode(context, processorName)
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
    const whole = held.length & ~1
    // Every browser runs on little-endian machines, and so is the format.
    const samples = new Int16Array(held.slice(0, whole).buffer)
    held = held.slice(whole)
    sent += samples.length
    if (whole > 0) post({ samples, reserve: reserve(sent / sampleRate, rate) * sampleRate })
  }
  const halt = () => {
    wanted = false
    update()
    whenBegun(new DOMException('Stopped', 'AbortError'))
  }

  // Calls and headsets suspend the context; nothing here does.
  context.onstatechange = () => {
    if (context.state === 'running' || !wanted) return
    halt()
    listener.onPause()
  }

  const track: Track = {
    get currentTime() {
      return position / sampleRate
    },
    get bufferedEnd() {
      return sent / sampleRate
    },
    append: async (chunk, signal) => {
      signal.throwIfAborted()
      const all = new Uint8Array(held.length + chunk.length)
      all.set(held)
      all.set(chunk, held.length)
      held = all
      if (held.length >= leastMessage) flush()
    },
    endAnswer: async signal => {
      signal.throwIfAborted()
      flush()
      const [isCut, isEmpty] = [held.length > 0, sent === before]
      before = sent
      held = none
      if (isCut) throw refused('truncated', 'The answer ends within a sample')
      if (isEmpty) throw refused('empty', 'The answer is empty')
    },
    end: async signal => {
      signal.throwIfAborted()
      complete = true
      update()
    },
    play: () =>
      new Promise((resolve, reject) => {
        wanted = true
        whenBegun = error => (error ? reject(error) : resolve())
        resume(context).then(
          () => {
            // At the end it begins anew.
            if (complete && position >= sent) post({ position: 0 })
            update()
          },
          error => {
            reject(error)
            halt()
          },
        )
      }),
    allowed: () => allowed(context),
    pause: halt,
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
      halt()
      post({ closed: true })
      whenJumped()
    },
  }
  track.set(settings)
  return track
}
