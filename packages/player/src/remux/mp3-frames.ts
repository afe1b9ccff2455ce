import type { Bytes } from '@outloud/core'
import { cut, joined, noAudio, none } from './remuxer.ts'

// Layer III (ISO/IEC 11172-3 and 13818-3): kbit/s by bitrate index, of MPEG-1 and of MPEG-2 and 2.5.
const bitrates1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
const bitrates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
const sampleRates = [44_100, 48_000, 32_000]

/** What a frame says of itself. */
interface FrameFacts {
  readonly length: number
  readonly samples: number
  readonly sampleRate: number
  readonly channels: number
}

export interface Frame extends FrameFacts {
  readonly bytes: Bytes
}

/** Cuts answers into frames: tags and frames without sound, such as Xing's, are left out. */
export interface FrameCutter {
  push(chunk: Bytes): readonly Frame[]
  /** @throws `InvalidResponseError` for an answer that was cut, or held no frame. */
  endAnswer(): readonly Frame[]
}

const headerLength = 4
/** As far into a frame as it takes to see that it is a description of the others. */
const silentLength = 44

export function createFrameCutter(): FrameCutter {
  let held: Bytes = none
  let skip = 0
  let received = 0
  let found = 0
  let inStep = false
  // Nothing but tags was passed over.
  let untouched = true

  function take(chunk: Bytes, atEnd: boolean): readonly Frame[] {
    const data = held.length === 0 ? chunk : joined([held, chunk])
    const frames: Frame[] = []
    let at = 0
    while (at < data.length) {
      if (skip > 0) {
        const passed = Math.min(skip, data.length - at)
        skip -= passed
        at += passed
        continue
      }
      if (!atEnd && data.length - at < silentLength) break
      skip = tagLength(data, at)
      if (skip > 0) continue
      const facts = factsAt(data, at)
      const next = at + (facts?.length ?? 0)
      // Noise looks like a header now and then: after a gap, the next frame has to be where this one says.
      if (facts !== undefined && !inStep && !atEnd && data.length - next < headerLength) break
      if (facts !== undefined && (inStep || untouched) && next > data.length) break
      if (facts === undefined || !(inStep || isFollowed(data, next, facts))) {
        inStep = untouched = false
        at++
        continue
      }
      const bytes = data.subarray(at, next)
      inStep = true
      found++
      if (!isSilent(bytes)) frames.push({ ...facts, bytes })
      at = next
    }
    held = data.slice(at)
    return frames
  }

  return {
    push: chunk => {
      received += chunk.length
      return take(chunk, false)
    },
    endAnswer: () => {
      const frames = take(none, true)
      const [rest, all, any, tag] = [held, received, found, skip]
      held = none
      skip = received = found = 0
      inStep = false
      untouched = true
      if (rest.length > 0 || tag > 0) throw cut('an mp3 frame')
      if (any === 0) throw noAudio(all, 'mp3')
      return frames
    },
  }
}

/** Whether a frame of the same kind, a tag or the end stands there. */
function isFollowed(data: Bytes, at: number, { sampleRate, samples }: FrameFacts): boolean {
  if (at >= data.length) return at === data.length
  const next = factsAt(data, at)
  const isSame = next?.sampleRate === sampleRate && next.samples === samples
  return isSame || next?.samples === 0 || tagLength(data, at) > 0
}

/** What a header says. Fewer than four bytes may become one: a frame of no samples then. */
function factsAt(data: Bytes, at: number): FrameFacts | undefined {
  const [sync = 0, kind = 0, rates = 0, mode = 0] = data.subarray(at, at + headerLength)
  if (sync !== 0xff || (data.length - at > 1 && (kind & 0xe6) !== 0xe2)) return undefined
  if (data.length - at < headerLength) return { length: headerLength, samples: 0, sampleRate: 0, channels: 0 }
  const version = (kind >> 3) & 3
  const bitrate = (version === 3 ? bitrates1 : bitrates2)[rates >> 4]
  const fullRate = sampleRates[(rates >> 2) & 3]
  // "Free" bitrates do not say how long a frame is, and nobody makes them.
  if (version === 1 || !bitrate || fullRate === undefined) return undefined
  const sampleRate = version === 3 ? fullRate : version === 2 ? fullRate / 2 : fullRate / 4
  const samples = version === 3 ? 1_152 : 576
  const length = Math.floor((samples * 125 * bitrate) / sampleRate) + ((rates >> 1) & 1)
  return { length, samples, sampleRate, channels: mode >> 6 === 3 ? 1 : 2 }
}

/** Bytes of the ID3 tag at a position, 0 if there is none. */
function tagLength(data: Bytes, at: number): number {
  const name = String.fromCharCode(...data.subarray(at, at + 3))
  if (name === 'TAG') return 128
  if (name !== 'ID3') return 0
  const [flags = 0, a = 0, b = 0, c = 0, d = 0] = data.subarray(at + 5, at + 10)
  return 10 + ((a << 21) | (b << 14) | (c << 7) | d) + ((flags & 0x10) === 0 ? 0 : 10)
}

/** Whether it describes the stream instead of sounding: the name stands after the side information. */
function isSilent(frame: Bytes): boolean {
  const [, kind = 0, , mode = 0] = frame
  const [mpeg1, mono] = [(kind & 8) !== 0, mode >> 6 === 3]
  const at = headerLength + ((kind & 1) === 0 ? 2 : 0) + (mpeg1 ? (mono ? 17 : 32) : mono ? 9 : 17)
  const name = String.fromCharCode(...frame.subarray(at, at + 4))
  return name === 'Xing' || name === 'Info' || String.fromCharCode(...frame.subarray(36, 40)) === 'VBRI'
}
