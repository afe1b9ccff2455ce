import { createEncode } from '@outloud/encode'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { borrowMp3Encoder } from './mp3-encoders.ts'

const encode = createEncode()

/** A tone, cut into so many chunks. */
async function* tone(hertz: number, chunks = 10): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let chunk = 0; chunk < chunks; chunk++) {
    const samples = Int16Array.from({ length: 4_800 }, (_, index) => {
      return 8_000 * Math.sin(((chunk * 4_800 + index) * 2 * Math.PI * hertz) / 24_000)
    })
    yield new Uint8Array(samples.buffer)
  }
}

async function mp3(pcm: AsyncIterable<Uint8Array<ArrayBuffer>>, bitrate?: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  const use = bitrate === undefined ? encode : createEncode({ bitrates: { mp3: bitrate } })
  // Its header says how many frames and bytes there were.
  const onHeader = (header: Uint8Array) => parts.push(header)
  for await (const chunk of use(pcm, 'mp3', { onHeader })) parts.push(chunk)
  return Buffer.concat(parts)
}

describe('an mp3 encoder that was used before', () => {
  it('gives what a new one gives, whatever it has encoded, and at every bitrate its own', async () => {
    // All at once, so that each of these is new.
    const [low, high, slow] = await Promise.all([mp3(tone(300)), mp3(tone(3_000)), mp3(tone(300), 32_000)])
    for (let round = 0; round < 3; round++) {
      expect((await mp3(tone(3_000))).equals(high)).toBe(true)
      expect((await mp3(tone(300))).equals(low)).toBe(true)
      expect((await mp3(tone(300), 32_000)).equals(slow)).toBe(true)
    }
    expect(low.equals(high)).toBe(false)
  })

  it('is as new after it was left, and after its input broke', async () => {
    const whole = await mp3(tone(700))
    for (let round = 0; round < 3; round++) {
      for await (const chunk of encode(tone(1_000, 100), 'mp3')) if (chunk.length > 500) break
      const breaking = async function* () {
        yield* tone(1_000, 5)
        throw new Error('broken')
      }
      await expect(mp3(breaking())).rejects.toThrow('broken')
      expect((await mp3(tone(700))).equals(whole)).toBe(true)
    }
  })

  it('is the one that was given back', async () => {
    // What is asked for at once takes one each, and what comes after takes those.
    const first = await borrowMp3Encoder(48_000)
    const threads = () => process.getActiveResourcesInfo().filter(name => name === 'MessagePort').length
    const before = threads()
    await first!.giveBack()
    const again = await borrowMp3Encoder(48_000)
    expect(threads()).toBe(before)
    const other = await borrowMp3Encoder(48_000)
    expect(threads()).toBeGreaterThan(before)
    await Promise.all([again!.giveBack(), other!.giveBack()])
  })
})

describe('a mediabunny that does not show its encoder', () => {
  // Each bitrate is one of which none was kept before.
  it.each([
    ['_encoder', 160_000],
    ['customEncoder', 144_000],
    ['worker', 128_000],
    ['unref', 112_000],
  ])('where %s would be encodes the same, with a new one for each sound', async (missing, bitrate) => {
    const { get } = Reflect
    const hidden = vi.spyOn(Reflect, 'get').mockImplementation((from, name, ...self) => {
      return name === missing ? undefined : get(from, name, ...self)
    })
    onTestFinished(() => hidden.mockRestore())
    expect(await borrowMp3Encoder(bitrate)).toBe(undefined)
    const [low, high] = [await mp3(tone(300), bitrate), await mp3(tone(3_000), bitrate)]
    hidden.mockRestore()
    expect((await mp3(tone(300), bitrate)).equals(low)).toBe(true)
    expect((await mp3(tone(3_000), bitrate)).equals(high)).toBe(true)
    expect(low.equals(high)).toBe(false)
  })
})
