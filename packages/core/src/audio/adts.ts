import { fourLetters } from '../bytes.ts'
import type { Framing } from './walker.ts'

// ISO/IEC 14496-3, table 1.18, by index.
const sampleRates = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
] as const

/** AAC in ADTS frames (ISO/IEC 13818-7, 6.2): the length is in every header. */
export const adtsFraming = (): Framing => ({
  header: 10,
  unit: (stream, at) => {
    // Looked at first: most places where a unit is sought begin none.
    if (stream[at] !== 0xff && stream[at] !== 0x49) return undefined
    const bytes = stream.subarray(at, at + 10)
    const [sync = 0, kind = 0, rate = 0, high = 0, middle = 0, low = 0, blocks = 0, a = 0, b = 0, c = 0] = bytes
    // Some encoders put an ID3 tag before the first frame.
    if (fourLetters(bytes, 0).startsWith('ID3')) {
      return { length: 10 + ((blocks << 21) | (a << 14) | (b << 7) | c), seconds: 0, audio: false }
    }
    const sampleRate = sampleRates[(rate >> 2) & 15]
    const length = ((high & 3) << 11) | (middle << 3) | (low >> 5)
    if (sync !== 0xff || (kind & 0xf6) !== 0xf0 || sampleRate === undefined || length < 7) return undefined
    return { length, seconds: (1_024 * ((blocks & 3) + 1)) / sampleRate, audio: true }
  },
})
