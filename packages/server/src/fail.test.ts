import { createSpeechServer, type FailOptions, parseFail } from '@outloud/server'
import { collect, createToneEngine } from '@outloud/testing'
import { describe, expect, test } from 'vitest'
import { errorOf, speechRequest } from '../test/requests.ts'

const body = { input: 'Hello, world.', response_format: 'pcm' }
const serverWith = (fail: FailOptions | undefined) => createSpeechServer({ engine: createToneEngine(), fail })

async function statuses(fail: FailOptions, calls = 200): Promise<number[]> {
  const server = serverWith(fail)
  const found: number[] = []
  for (let call = 0; call < calls; call++) {
    const response = await server.fetch(speechRequest(body))
    await response.body!.cancel()
    found.push(response.status)
  }
  return found
}

describe('a share of the requests', () => {
  test('fails, the same ones with the same seed', async () => {
    const found = await statuses({ rate: 0.1, seed: 7 })
    const failed = found.filter(status => status === 503).length
    expect(failed).toBeGreaterThan(8)
    expect(failed).toBeLessThan(35)
    expect(found.filter(status => status === 200)).toHaveLength(200 - failed)
    expect(await statuses({ rate: 0.1, seed: 7 })).toEqual(found)
    expect(await statuses({ rate: 0.1, seed: 8 })).not.toEqual(found)
  })

  test('that is none or all of them', async () => {
    expect(new Set(await statuses({ rate: 0 }, 20))).toEqual(new Set([200]))
    expect(new Set(await statuses({ rate: 1, status: 429 }, 20))).toEqual(new Set([429]))
  })

  test('is an error as any other, which asks to come again where that helps', async () => {
    const response = await serverWith({ rate: 1 }).fetch(speechRequest(body))
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await errorOf(response)).toMatchObject({ status: 503, code: 'failed_on_purpose' })
    for (const [status, after] of [
      [429, '1'],
      [500, null],
    ] as const) {
      const { headers } = await serverWith({ rate: 1, status }).fetch(speechRequest(body))
      expect(headers.get('retry-after')).toBe(after)
    }
    expect((await serverWith({ rate: 1 }).fetch(new Request('http://speech.test/health'))).status).toBe(200)
  })

  test('breaks after so many bytes of a good answer', async () => {
    const response = await serverWith({ rate: 1, after: 1_000 }).fetch(speechRequest(body))
    expect(response.status).toBe(200)
    let bytes = 0
    const read = async () => {
      for await (const chunk of response.body!) bytes += chunk.length
    }
    await expect(read()).rejects.toThrow('breaks on purpose')
    expect(bytes).toBe(1_000)
  })

  test('stops the engine when the answer breaks, and when it was left before', async () => {
    let stopped = 0
    const tone = createToneEngine()
    const speak: typeof tone.speak = async function* (text, request) {
      try {
        yield* tone.speak(text, request)
      } finally {
        stopped++
      }
    }
    const server = createSpeechServer({ engine: { ...tone, speak }, fail: { rate: 1, after: 1_000 } })
    const long = { ...body, input: 'Hello, world. '.repeat(100) }
    const breaking = await server.fetch(speechRequest(long))
    await expect(collect(breaking.body!)).rejects.toThrow('breaks on purpose')
    expect(stopped).toBe(1)
    const left = await server.fetch(speechRequest(long))
    await left.body!.cancel()
    expect(stopped).toBe(2)
  })
})

describe('a request', () => {
  const asking = (fail: string) => speechRequest(body, { headers: { 'x-fail': fail } })

  test('may ask for its own failure, where failing is on', async () => {
    const server = serverWith({})
    expect((await server.fetch(asking('status=500'))).status).toBe(500)
    const broken = await server.fetch(asking('after=0'))
    await expect(collect(broken.body!)).rejects.toThrow('breaks on purpose')
    expect(await errorOf(await server.fetch(asking('statuz=500')))).toMatchObject({
      status: 400,
      code: 'invalid_value',
    })
    expect((await serverWith(undefined).fetch(asking('status=500'))).status).toBe(200)
  })

  test('that asks changes nothing for the others, and takes nothing from what they get', async () => {
    const alone = await statuses({ rate: 0.3, seed: 7 }, 40)
    const server = serverWith({ rate: 0.3, seed: 7 })
    const found: number[] = []
    for (let call = 0; call < 40; call++) {
      const response = await server.fetch(call === 3 ? asking('status=418') : speechRequest(body))
      await response.body!.cancel()
      found.push(response.status)
    }
    expect(found).toEqual(alone.with(3, 418))
    const breaking = serverWith({ rate: 1, after: 0 })
    expect((await breaking.fetch(asking('status=418'))).status).toBe(418)
  })
})

describe('parseFail', () => {
  test('reads what is given', () => {
    expect(parseFail('rate=0.1,status=503,seed=7')).toEqual({ rate: 0.1, status: 503, seed: 7 })
    expect(parseFail('rate=1, after=4096')).toEqual({ rate: 1, after: 4096 })
  })

  test.each([
    '',
    'rate',
    'rate=',
    'rate=2',
    'rate=-1',
    'status=200',
    'status=600',
    'after=1.5',
    'toString=1',
    'rate=0x1',
  ])('refuses %j', text => {
    expect(() => parseFail(text)).toThrow(RangeError)
  })

  test('what it gives is checked where it is used as well', () => {
    expect(() => serverWith({ rate: 2 })).toThrow('fail.rate: expected a number from 0 to 1, got 2')
  })
})
