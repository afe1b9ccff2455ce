import { type AudioFormat, audioFormats, type Bytes } from '@outloud/core'
import { describe, expect, test, vi } from 'vitest'
import { encoded } from '../test/encoded.ts'
import { bytesOf, chunked, sweep } from '../test/pcm.ts'
import { createEncode } from './index.ts'

/** For conditions that a busy machine is slow to meet. */
const patiently = { timeout: 20_000 }

const formats = Object.keys(audioFormats) as AudioFormat[]
const second = bytesOf(sweep(24_000))

/** Sound that has no end and is always there; it counts what was taken and knows when it was let go. */
const endless = (chunk: Bytes) => {
  const seen = { chunks: 0, ended: false }
  const source = async function* (): AsyncGenerator<Bytes, void> {
    try {
      for (;;) {
        seen.chunks++
        yield chunk
      }
    } finally {
      seen.ended = true
    }
  }
  return { seen, pcm: source() }
}

/** One chunk, and then a wait that nothing ends, not even `return()`: as a generator is that waits for a server. */
const stuck = (chunk: Bytes) => {
  const seen = { waiting: false, returned: false }
  const pcm: AsyncIterable<Bytes> = {
    [Symbol.asyncIterator]: () => {
      let first = true
      return {
        next: () => {
          if (first) {
            first = false
            return Promise.resolve({ done: false, value: chunk })
          }
          seen.waiting = true
          return new Promise(() => {})
        },
        return: () => {
          seen.returned = true
          return new Promise(() => {})
        },
      }
    },
  }
  return { seen, pcm }
}

describe.each(formats)('%s', format => {
  test('gives out what is encoded while the input waits for more', async () => {
    const sound = sweep(14_400)
    const { pcm, seen } = stuck(bytesOf(sound))
    // All but what a codec holds back, which is a frame or three.
    const most = 0.6 * (await encoded(sound, format)).stream.length
    let size = 0
    const reading = (async () => {
      for await (const chunk of createEncode()(pcm, format)) {
        // What comes while its reader is busy is not forgotten: as busy as another encoder needs to do the same.
        if (size === 0) await encoded(sound, format)
        size += chunk.length
      }
    })()
    reading.catch(() => {})
    await vi.waitFor(() => {
      expect(seen.waiting).toBe(true)
      expect(size).toBeGreaterThan(most)
    }, patiently)
  })

  test('reads less than a second ahead of a reader that pauses', async () => {
    const { pcm, seen } = endless(second.slice(0, 4_800))
    const chunks = createEncode()(pcm, format)
    for (let taken = 0; taken < 5; taken++) await chunks.next()
    const before = seen.chunks
    // Time enough to encode ten seconds: another encoder does so meanwhile.
    await encoded(sweep(240_000), format)
    expect(seen.chunks - before).toBeLessThan(10)
    await chunks.return()
  })

  test('ends its input when left early', async () => {
    const { pcm, seen } = endless(second)
    for await (const chunk of createEncode()(pcm, format)) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
    await vi.waitFor(() => expect(seen.ended).toBe(true), patiently)
  })

  test('rejects with the reason when aborted in the middle of a wait', async () => {
    const { pcm, seen } = stuck(second)
    const controller = new AbortController()
    const chunks = createEncode()(pcm, format, { signal: controller.signal })
    const reading = (async () => {
      for await (const _ of chunks);
    })()
    reading.catch(() => {})
    await vi.waitFor(() => expect(seen.waiting).toBe(true), patiently)
    const reason = { why: 'enough' }
    controller.abort(reason)
    await expect(reading).rejects.toBe(reason)
    expect(seen.returned).toBe(true)
  })

  test('reads nothing when it was aborted before', async () => {
    const { pcm, seen } = endless(second)
    const reason = new Error('never')
    const chunks = createEncode()(pcm, format, { signal: AbortSignal.abort(reason) })
    await expect(chunks.next()).rejects.toBe(reason)
    expect(seen.chunks).toBe(0)
  })

  test('rejects with the error of its input', async () => {
    const broken = new Error('the line went dead')
    const pcm = async function* (): AsyncGenerator<Bytes, void> {
      yield second
      throw broken
    }
    await expect(collect(pcm(), format)).rejects.toBe(broken)
  })

  test('gives the same bytes for the same samples, however they are cut and several at once', async () => {
    const sound = sweep(50_001)
    const sizes = [1, 959, 4_800, 1_000_000]
    const results = await Promise.all(sizes.map(size => encoded(sound, format, size)))
    const [first] = results
    for (const { file, stream } of results) {
      expect(Buffer.compare(file, first!.file)).toBe(0)
      expect(Buffer.compare(stream, first!.stream)).toBe(0)
    }
  })

  test('refuses an empty input and half a sample', async () => {
    await expect(collect(chunked(new Int16Array(0), 10), format)).rejects.toThrow(
      new RangeError('pcm must hold at least one sample, but it is empty'),
    )
    const half = async function* (): AsyncGenerator<Bytes, void> {
      yield second.slice(0, 2_001)
    }
    await expect(collect(half(), format)).rejects.toThrow(
      new RangeError('pcm must end with a whole 16-bit sample, but half of one is left over'),
    )
  })
})

test.each(['mp3', 'opus', 'aac', 'flac'] as const)(
  '%s leaves the thread free for others while it encodes',
  async format => {
    let turns = 0
    let encoding = true
    const others = (async () => {
      for (; encoding; turns++) await new Promise(resolve => setImmediate(resolve))
    })()
    await collect(chunked(sweep(480_000), 960_000), format)
    encoding = false
    await others
    // Twenty seconds: a turn for each 200 ms of them at the least.
    expect(turns).toBeGreaterThanOrEqual(100)
  },
)

const collect = async (pcm: AsyncIterable<Bytes>, format: AudioFormat): Promise<void> => {
  for await (const _ of createEncode()(pcm, format));
}
