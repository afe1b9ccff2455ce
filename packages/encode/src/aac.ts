import { registerAacEncoder } from '@mediabunny/aac-encoder'
import { AdtsOutputFormat } from 'mediabunny'
import type { Encoder } from './encoder.ts'
import { encodeMedia } from './media-encoder.ts'

/**
 * AAC in ADTS, which cannot say where the sound begins. The encoder's first frame holds nothing but its start-up, 1 024
 * samples of silence that every decoder would play. Without it the sound begins at sample 0, and what a frame would
 * have kept of the one before is missing once: the first 43 ms fade in. Speech begins with silence.
 */
export const encodeAac: Encoder = async function* (reader, { aac: bitrate }) {
  registerAacEncoder()
  let started = false
  yield* encodeMedia(reader, emit => ({
    format: new AdtsOutputFormat({
      onFrame: frame => {
        if (started) emit(frame)
        started = true
      },
    }),
    encoding: { codec: 'aac', bitrate },
  }))
  return undefined
}
