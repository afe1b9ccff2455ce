import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))

const loads = {
  'CommonJS module': `require('@outloud/encode')`,
  'ES module': `await import('@outloud/encode')`,
} as const

/** Runs a script in a process of its own with the package as it was built; resolves when the process ends by itself. */
const run = async (load: string, script: string): Promise<unknown> => {
  const whole = `(async () => {
    const { createEncode, createResampler } = ${load}
    async function* pcm(seconds = 3) {
      const second = Int16Array.from({ length: 24_000 }, (_, index) => 9_000 * Math.sin(index / 9))
      for (let index = 0; index < seconds; index++) yield new Uint8Array(second.buffer)
    }
    ${script}
  })()`
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--eval', whole], {
    cwd: folder,
    timeout: 20_000,
  })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

describe.each(Object.entries(loads))('built as a %s', (_, load) => {
  test('encodes all formats and resamples', async () => {
    const sizes = await run(
      load,
      `const sizes = {}
      for (const format of ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']) {
        sizes[format] = 0
        for await (const chunk of createEncode()(pcm(), format)) sizes[format] += chunk.length
      }
      const resampler = await createResampler({ from: 16_000 })
      sizes.resampled = resampler.push(new Int16Array(1_600)).length + resampler.flush().length
      console.log(JSON.stringify(sizes))`,
    )
    expect(sizes).toMatchObject({ wav: 144_044, pcm: 144_000, mp3: 24_576, resampled: 2_400 })
    expect(sizes).toMatchObject({ opus: expect.any(Number), aac: expect.any(Number), flac: expect.any(Number) })
  })

  test('loads an encoder when it is needed and no other', async () => {
    const loaded = await run(
      load,
      `const isLoaded = codec => globalThis[Symbol.for('@mediabunny/' + codec + '-encoder loaded')] === true
      const loaded = []
      for (const format of ['pcm', 'wav', 'opus', 'mp3']) {
        for await (const chunk of createEncode()(pcm(), format));
        loaded.push(['mp3', 'aac', 'flac'].filter(isLoaded))
      }
      console.log(JSON.stringify(loaded))`,
    )
    expect(loaded).toEqual([[], [], [], ['mp3']])
  })

  test.each(['mp3', 'opus', 'aac', 'flac'])(
    'lets the process end while %s is there that nobody reads',
    async format => {
      const script = `const chunks = createEncode()(pcm(1_000), '${format}')
      const { done } = await chunks.next()
      console.log(JSON.stringify(done))`
      expect(await run(load, script)).toBe(false)
    },
  )

  test.each(['mp3', 'aac', 'flac'])(
    'lets the process end after %s was aborted while its thread began',
    async format => {
      const ends = await run(
        load,
        `const ends = []
        for await (const chunk of createEncode()(pcm(1), '${format}'));
        // At a few of these steps the thread is on its way and not there yet.
        for (let steps = 0; steps < 16; steps++) {
          const controller = new AbortController()
          let isAsked
          const asked = new Promise(resolve => { isAsked = resolve })
          const stuck = async function* () {
            isAsked()
            yield* pcm(1)
            await new Promise(() => {})
          }
          const encode = createEncode({ bitrates: { mp3: 48_000 } })
          const next = encode(stuck(), '${format}', { signal: controller.signal }).next().catch(error => error)
          await asked
          for (let step = 0; step < steps; step++) await null
          controller.abort('aborted')
          ends.push(await next)
        }
        console.log(JSON.stringify(ends))`,
      )
      expect(ends).toEqual(Array(16).fill('aborted'))
    },
  )

  test.each(['mp3', 'opus', 'aac', 'flac'])(
    'lets the process end after %s was left, aborted or broken',
    async format => {
      const ends = await run(
        load,
        `const ends = []
      const encode = (pcm, options) => createEncode()(pcm, '${format}', options)
      for await (const chunk of encode(pcm(1_000))) {
        ends.push('left')
        break
      }
      const controller = new AbortController()
      const stuck = async function* () {
        yield* pcm(2)
        await new Promise(() => {})
      }
      try {
        for await (const chunk of encode(stuck(), { signal: controller.signal })) controller.abort('aborted')
      } catch (error) {
        ends.push(error)
      }
      const broken = async function* () {
        yield* pcm(2)
        throw 'broken'
      }
      try {
        for await (const chunk of encode(broken()));
      } catch (error) {
        ends.push(error)
      }
      console.log(JSON.stringify(ends))`,
      )
      expect(ends).toEqual(['left', 'aborted', 'broken'])
    },
  )
})
