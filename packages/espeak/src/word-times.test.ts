import { createEspeakEngine } from '@outloud/espeak'
import { afterAll, expect, it } from 'vitest'

const engine = createEspeakEngine({ workers: 1 })
afterAll(() => engine.close())

/** Seconds of a frame of which the energy is measured. */
const frame = 0.005

/** Where sound begins after at least so many seconds of silence. */
function onsets(samples: Int16Array, sampleRate: number, silence: number): number[] {
  const size = Math.round(frame * sampleRate)
  const found: number[] = []
  let quiet = Number.POSITIVE_INFINITY
  for (let at = 0; at < samples.length; at += size) {
    const part = samples.subarray(at, at + size)
    const level = Math.sqrt(part.reduce((sum, sample) => sum + sample ** 2, 0) / part.length)
    if (level < 200) {
      quiet += frame
    } else {
      if (quiet >= silence) found.push(at / sampleRate)
      quiet = 0
    }
  }
  return found
}

async function heard(input: string, voice: string, speed: number) {
  const parts: Int16Array[] = []
  const marks: { start: number; end: number; time: number }[] = []
  let rate = 0
  for await (const chunk of engine.speak(input, { voice, speed })) {
    parts.push(chunk.samples)
    marks.push(...(chunk.marks ?? []))
    rate = chunk.sampleRate
  }
  return { samples: Int16Array.from(parts.flatMap(part => [...part])), marks, rate }
}

// Each of these words begins a sentence or a clause, so that what is before it is silent, whatever the marks say.
const paragraph =
  'Three sons had a miller, among them the youngest. Nobody asked him, never once, neither then nor later. ' +
  'Donkeys carry sacks, millers grind corn, brothers quarrel. And yet, one morning, everything changed: ' +
  'Look at these boots! Are they not fine? Give me them, and a bag, and all will be well.'

it.each([
  ['nova', 1],
  ['echo', 1],
  ['fable', 1],
  ['onyx', 0.5],
  ['marin', 2],
] as const)('a word after a silence is where %s begins to sound, at speed %d, within 60 ms', async (voice, speed) => {
  const { samples, marks, rate } = await heard(paragraph, voice, speed)
  const begins = onsets(samples, rate, 0.08 / speed)
  const first = marks.filter(({ start }) => start === 0 || /[,.:!?]\s$/.test(paragraph.slice(0, start)))
  expect(first).toHaveLength(16)
  const apart = first.map(({ time }) => Math.min(...begins.map(begin => Math.abs(begin - time))))
  expect(Math.max(...apart)).toBeLessThan(0.06)
})

it('a vowel is heard between each word and the next', async () => {
  const words = 'the cat sat and the dog ate one fat rat at ten'.split(' ')
  const { samples, marks, rate } = await heard(words.join(' '), 'echo', 1)
  expect(marks).toHaveLength(words.length)
  for (const [index, { time }] of marks.entries()) {
    const end = marks[index + 1]?.time ?? samples.length / rate
    expect(end - time).toBeGreaterThan(0.04)
    expect(end - time).toBeLessThan(0.6)
    const part = samples.subarray(Math.round(time * rate), Math.round(end * rate))
    expect(Math.max(...part.map(Math.abs))).toBeGreaterThan(4_000)
  }
})
