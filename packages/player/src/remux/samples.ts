import { type AudioFormat, type Bytes, pcmFacts } from '@outloud/core'
import { cut, joined, noAudio, none, refused } from './remuxer.ts'

/** How samples are laid out: little-endian integers, interleaved; those of one byte are unsigned. */
export interface SampleFacts {
  readonly sampleRate: number
  readonly channels: number
  readonly bytesPerSample: number
}

/** Reads answers in `pcm` or `wav`: gives whole samples of all channels, without headers. */
export interface SampleReader {
  /** Known before the first sample is given; the same object as long as nothing changes. */
  readonly facts: SampleFacts
  push(chunk: Bytes): Bytes
  /** @throws `InvalidResponseError` for an answer that was cut, or held no sample. */
  endAnswer(): void
}

/** What writers leave as a size that they do not know: nobody means two gigabytes. */
const leastUnknownSize = 0x7fff_f000

export function createSampleReader(format: AudioFormat): SampleReader {
  let facts: SampleFacts = pcmFacts
  let held: Bytes = none
  let received = 0
  let given = 0
  let inHeader = format === 'wav'
  let isKnown = false
  // Of a wav that says how long it is: bytes that are still to come.
  let left = Number.POSITIVE_INFINITY

  return {
    get facts() {
      return facts
    },
    push: chunk => {
      received += chunk.length
      let data = held.length === 0 ? chunk : joined([held, chunk])
      if (inHeader) {
        held = data
        if (data.length < 4) return none
        // Answers that were joined on their way have one header, the first.
        const header = isKnown && !startsWithRIFF(data) ? bare(facts) : readHeader(data)
        if (header === undefined) return none
        inHeader = false
        isKnown = true
        left = header.left
        if (!same(facts, header.facts)) facts = header.facts
        data = data.subarray(header.length)
      }
      const frame = facts.channels * facts.bytesPerSample
      const available = Math.min(data.length, left)
      const whole = available - (available % frame)
      left -= whole
      given += whole
      // What follows the samples of a wav is no sound.
      held = left < frame ? none : data.slice(whole)
      return data.subarray(0, whole)
    },
    endAnswer: () => {
      const frame = facts.channels * facts.bytesPerSample
      const isCut = held.length > 0 || (Number.isFinite(left) && left >= frame)
      const [all, sounds] = [received, given > 0]
      held = none
      received = given = 0
      inHeader = format === 'wav'
      left = Number.POSITIVE_INFINITY
      if (isCut) throw cut(`the samples of a ${format}`)
      if (!sounds) throw noAudio(all, format)
    },
  }
}

const same = (one: SampleFacts, other: SampleFacts): boolean =>
  one.sampleRate === other.sampleRate && one.channels === other.channels && one.bytesPerSample === other.bytesPerSample

const nameAt = (data: Bytes, at: number): string => String.fromCharCode(...data.subarray(at, at + 4))
const startsWithRIFF = (data: Bytes): boolean => nameAt(data, 0) === 'RIFF'
const bare = (facts: SampleFacts): WavStart => ({ facts, length: 0, left: Number.POSITIVE_INFINITY })

interface WavStart {
  readonly facts: SampleFacts
  readonly length: number
  readonly left: number
}

/** Reads RIFF chunks up to the samples; `undefined` while there are too few bytes. */
function readHeader(data: Bytes): WavStart | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  if (!startsWithRIFF(data)) throw noAudio(data.length, 'wav')
  let facts: SampleFacts | undefined
  for (let at = 12; at + 8 <= data.length; ) {
    const size = view.getUint32(at + 4, true)
    if (nameAt(data, at) === 'data') {
      if (facts === undefined) throw refused('format', 'The wav does not say how its samples are laid out')
      const announced = size > 0 && size < leastUnknownSize
      return { facts, length: at + 8, left: announced ? size : Number.POSITIVE_INFINITY }
    }
    if (nameAt(data, at) === 'fmt ') {
      if (at + 24 > data.length) return undefined
      facts = factsAt(view, at + 8)
    }
    // Chunks are padded to an even size.
    at += 8 + size + (size % 2)
  }
  return undefined
}

function factsAt(view: DataView, at: number): SampleFacts {
  const coding = view.getUint16(at, true)
  const channels = view.getUint16(at + 2, true)
  const sampleRate = view.getUint32(at + 4, true)
  const bits = view.getUint16(at + 14, true)
  const isPlain = coding === 1 || coding === 0xfffe
  if (isPlain && [8, 16, 24].includes(bits) && channels >= 1 && channels <= 8 && sampleRate >= 1 && sampleRate < 65_536)
    return { sampleRate, channels, bytesPerSample: bits / 8 }
  const found = `${channels} channels of ${bits} bits in coding ${coding} at ${sampleRate} Hz`
  throw refused('format', `The wav holds ${found}: expected PCM of 8, 16 or 24 bits below 65536 Hz`)
}
