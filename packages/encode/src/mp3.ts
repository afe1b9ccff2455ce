import { registerMp3Encoder } from '@mediabunny/mp3-encoder'
import { type Bytes, pcmFacts } from '@outloud/core'
import { AudioSample, Mp3OutputFormat } from 'mediabunny'
import type { Encoder } from './encoder.ts'
import { handOn } from './encoder-thread.ts'
import { crc16, mp3InfoFrame } from './info-frame.ts'
import { concatenate, encodeMedia } from './media-encoder.ts'
import { borrowMp3Encoder } from './mp3-encoders.ts'
import type { SampleReader } from './sample-reader.ts'

export const encodeMp3: Encoder = async function* (reader, { mp3: bitrate }) {
  registerMp3Encoder()
  let frames = 0
  let bytes = 0
  let checksum = 0
  const chunks = encodeFrames(reader, bitrate, () => {
    frames++
  })
  for await (const chunk of chunks) {
    if (bytes === 0) yield mp3InfoFrame()
    bytes += chunk.length
    checksum = crc16(chunk, checksum)
    yield chunk
  }
  return mp3InfoFrame({ samples: reader.position, frames, bytes, checksum, bitrate })
}

/** The bare frames of a sound, with an encoder that is used again afterwards where there is one. */
async function* encodeFrames(reader: SampleReader, bitrate: number, onFrame: () => void): AsyncGenerator<Bytes, void> {
  // Before a thread is started for it: there may be nothing to encode.
  let data = await reader.read()
  const borrowing = borrowMp3Encoder(bitrate)
  const encoder = await reader.orAborted(borrowing).catch(error => {
    // The next sound has it.
    void borrowing.then(borrowed => borrowed?.giveBack()).catch(() => {})
    throw error
  })
  if (encoder === undefined) {
    yield* encodeMedia(after(data, reader), emit => ({
      format: new Mp3OutputFormat({ xingHeader: false }),
      encoding: {
        codec: 'mp3',
        bitrate,
        onEncodedPacket: packet => {
          onFrame()
          emit(packet.data)
        },
      },
    }))
    return
  }
  let ready: Uint8Array[] = []
  encoder.onFrame = frame => {
    onFrame()
    ready.push(frame)
  }
  const taken = (): Bytes => {
    const chunk = concatenate(ready)
    ready = []
    return chunk
  }
  try {
    for (; data !== undefined; data = await reader.read()) {
      const { sampleRate, channels: numberOfChannels } = pcmFacts
      const timestamp = (reader.position - data.length) / sampleRate
      const sample = new AudioSample({ data, format: 's16', sampleRate, numberOfChannels, timestamp })
      await encoder.encode(sample).finally(() => sample.close())
      if (ready.length > 0) yield* handOn(taken(), encoder.thread)
    }
    await encoder.flush()
    if (ready.length > 0) yield* handOn(taken(), encoder.thread)
  } finally {
    await encoder.giveBack()
  }
}

/** A reader that begins with a block which was read already. */
function after(data: Int16Array<ArrayBuffer> | undefined, reader: SampleReader): SampleReader {
  let first: Int16Array<ArrayBuffer> | undefined = data
  return {
    get position() {
      return reader.position - (first?.length ?? 0)
    },
    read: async () => {
      const block = first ?? (await reader.read())
      first = undefined
      return block
    },
    orAborted: reader.orAborted,
    close: reader.close,
  }
}
