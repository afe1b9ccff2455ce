import type { Bytes } from '@outloud/core'
import { pcmFacts } from '@outloud/core'
import {
  type AudioEncodingConfig,
  AudioSample,
  AudioSampleSource,
  NullTarget,
  Output,
  type OutputFormat,
} from 'mediabunny'
import { encoderThread, endEncoder, handOn } from './encoder-thread.ts'
import type { SampleReader } from './sample-reader.ts'

/** What one codec needs: where its frames come out is wired to `emit`. */
export interface MediaPipeline {
  readonly format: OutputFormat
  readonly encoding: AudioEncodingConfig
}

/** Several stretches of bytes as one. */
export const concatenate = (parts: readonly Uint8Array[]): Bytes => {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/**
 * Runs samples through one of mediabunny's encoders, which work in a worker of their own.
 * Input is asked for only when all that came out was taken; what comes out is handed on
 * at once, even while the input keeps its next block waiting.
 */
export async function* encodeMedia(
  reader: SampleReader,
  pipeline: (emit: (frame: Uint8Array) => void) => MediaPipeline,
): AsyncGenerator<Bytes, void> {
  let ready: Uint8Array[] = []
  let wake = (): void => {}
  const { format, encoding } = pipeline(frame => {
    ready.push(frame)
    wake()
  })
  const output = new Output({ format, target: new NullTarget() })
  const source = new AudioSampleSource(encoding)
  output.addAudioTrack(source)
  await output.start()

  let sample: AudioSample | undefined
  /** One block in; false when there was none and the encoder has given up all it held. */
  const advance = async (): Promise<boolean> => {
    const timestamp = reader.position / pcmFacts.sampleRate
    const data = await reader.read()
    if (data === undefined) {
      await output.finalize()
      return false
    }
    const { sampleRate, channels: numberOfChannels } = pcmFacts
    const block = new AudioSample({ data, format: 's16', sampleRate, numberOfChannels, timestamp })
    sample = block
    await source.add(block).finally(() => block.close())
    return true
  }

  let step: Promise<boolean> | undefined
  try {
    for (;;) {
      step ??= advance()
      const arrival = new Promise<undefined>(resolve => {
        wake = () => resolve(undefined)
        if (ready.length > 0) wake()
      })
      // The first step waits for a thread to start, which takes long where others are busy.
      const more = await reader.orAborted(Promise.race([step, arrival]))
      if (more !== undefined) step = undefined
      if (ready.length > 0) {
        const frames = ready
        ready = []
        yield* handOn(concatenate(frames), encoderThread(source))
      }
      if (more === false) return
    }
  } catch (error) {
    sample?.close()
    // Whoever gave up waits for no thread. One that was about to start is not there to be ended yet.
    void Promise.allSettled([step, output.cancel()]).then(() => endEncoder(source))
    throw error
  } finally {
    // Ends the worker.
    if (output.state === 'started') await output.cancel()
  }
}
