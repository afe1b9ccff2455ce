import { registerFlacEncoder } from '@mediabunny/flac-encoder'
import type { Bytes } from '@outloud/core'
import { FlacOutputFormat } from 'mediabunny'
import type { Encoder } from './encoder.ts'
import { encodeMedia } from './media-encoder.ts'

/** Where STREAMINFO has the total of samples, 0 for unknown: 36 bits, of which the first four share a byte (RFC 9639, 8.2). */
const totalOffset = 21

export const encodeFlac: Encoder = async function* (reader) {
  registerFlacEncoder()
  let header: Bytes | undefined
  const chunks = encodeMedia(reader, emit => ({
    // mediabunny's own header states no block size; libFLAC's, which comes with the first frame, does.
    format: new FlacOutputFormat({ appendOnly: true }),
    encoding: {
      codec: 'flac',
      onEncodedPacket: (packet, meta) => {
        const description = meta?.decoderConfig?.description
        if (header === undefined && description !== undefined) {
          header = new Uint8Array(ArrayBuffer.isView(description) ? description.buffer : description).slice()
          emit(header)
        }
        emit(packet.data)
      },
    },
  }))
  yield* chunks
  if (header === undefined) return undefined
  const view = new DataView(header.buffer)
  const high = view.getUint8(totalOffset) & 0xf0
  view.setUint8(totalOffset, high | Math.floor(reader.position / 2 ** 32))
  view.setUint32(totalOffset + 1, reader.position % 2 ** 32)
  return header
}
