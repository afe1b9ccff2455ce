import { registerMp3Encoder } from '@mediabunny/mp3-encoder'
import { Mp3OutputFormat } from 'mediabunny'
import type { Encoder } from './encoder.ts'
import { crc16, mp3InfoFrame } from './info-frame.ts'
import { encodeMedia } from './media-encoder.ts'

export const encodeMp3: Encoder = async function* (reader, { mp3: bitrate }) {
  registerMp3Encoder()
  let frames = 0
  let bytes = 0
  let checksum = 0
  const chunks = encodeMedia(reader, emit => ({
    format: new Mp3OutputFormat({ xingHeader: false }),
    encoding: {
      codec: 'mp3',
      bitrate,
      onEncodedPacket: packet => {
        frames++
        emit(packet.data)
      },
    },
  }))
  for await (const chunk of chunks) {
    if (bytes === 0) yield mp3InfoFrame()
    bytes += chunk.length
    checksum = crc16(chunk, checksum)
    yield chunk
  }
  return mp3InfoFrame({ samples: reader.position, frames, bytes, checksum, bitrate })
}
