import { pcmFacts } from '@outloud/core'
import {
  AudioSample,
  AudioSampleSource,
  CustomAudioEncoder,
  type EncodedPacket,
  Mp3OutputFormat,
  NullTarget,
  Output,
} from 'mediabunny'
import { customEncoder, type EncoderThread, encoderThread } from './encoder-thread.ts'

/** An encoder that is started, and that encodes one sound after another. */
interface StartedEncoder {
  /** Encodes a block; what comes out of it is given to `onFrame`. */
  encode(sample: AudioSample): Promise<void>
  /** Gives up what is held back and is as new. */
  flush(): Promise<void>
  onFrame: (frame: Uint8Array) => void
  /** What it works in. */
  readonly thread: EncoderThread
}

/** Most encoders that are kept for later sounds, each with a thread of its own. */
const mostIdle = 8

interface Kept {
  readonly bitrate: number
  readonly encoder: CustomAudioEncoder
  /** Its thread, which must not keep a finished process alive. */
  readonly thread: EncoderThread
}

const idle: Kept[] = []

/**
 * Runs `use` with an encoder that was used before, or with a new one, which takes much longer to start than a sentence
 * takes to encode. `undefined` where it cannot be kept: mediabunny makes one for each sound and ends it, so this looks
 * for it inside; and only threads that can be told so (Node's, Bun's) let a process end.
 */
export async function borrowMp3Encoder(
  bitrate: number,
): Promise<(StartedEncoder & { giveBack(): Promise<void> }) | undefined> {
  const place = idle.findIndex(kept => kept.bitrate === bitrate)
  const kept = place === -1 ? await start(bitrate) : idle.splice(place, 1)[0]
  if (kept === undefined) return undefined
  const { encoder, thread } = kept
  thread.ref()
  let clean = true
  const borrowed = {
    thread,
    onFrame: (_: Uint8Array): void => {},
    encode: async (sample: AudioSample) => {
      clean = false
      await encoder.encode(sample)
    },
    flush: async () => {
      await encoder.flush()
      clean = true
    },
    giveBack: async () => {
      borrowed.onFrame = () => {}
      try {
        if (!clean) await encoder.flush()
      } catch {
        encoder.close()
        return
      }
      thread.unref()
      if (idle.length < mostIdle) idle.push(kept)
      else encoder.close()
    },
  }
  // Declared read-only: mediabunny itself sets it once.
  Reflect.set(encoder, 'onPacket', ({ data }: EncodedPacket) => borrowed.onFrame(data))
  return borrowed
}

/** Has mediabunny start an encoder by giving it a sound without a sample. */
async function start(bitrate: number): Promise<Kept | undefined> {
  const output = new Output({ format: new Mp3OutputFormat({ xingHeader: false }), target: new NullTarget() })
  const source = new AudioSampleSource({ codec: 'mp3', bitrate })
  output.addAudioTrack(source)
  await output.start()
  const { sampleRate, channels: numberOfChannels } = pcmFacts
  const nothing = new AudioSample({
    data: new Int16Array(0),
    format: 's16',
    sampleRate,
    numberOfChannels,
    timestamp: 0,
  })
  await source.add(nothing).finally(() => nothing.close())
  const encoder = customEncoder(source)
  const thread = encoderThread(source)
  if (encoder instanceof CustomAudioEncoder && thread !== undefined) return { bitrate, encoder, thread }
  await output.cancel()
  return undefined
}
