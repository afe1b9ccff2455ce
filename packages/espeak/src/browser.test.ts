import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createEspeakEngine as inThreads } from '@outloud/espeak'
import type { Engine } from '@outloud/server/engine'
import { afterAll, describe, expect, it } from 'vitest'
import { createEspeakEngine } from './browser.ts'

let loaded = 0
const data = async (): Promise<ArrayBuffer> => {
  loaded += 1
  const { resolve } = createRequire(import.meta.url)
  const { buffer } = new Uint8Array(await readFile(resolve('@echogarden/espeak-ng-emscripten').replace('.js', '.data')))
  return buffer
}
const engine = createEspeakEngine({ data })
const threads = inThreads({ workers: 1 })
afterAll(() => threads.close())

const text = 'Der Müller hatte drei Söhne. Alle mussten arbeiten.'
const chunks = async (from: Engine, input = text, speed = 1, signal?: AbortSignal): Promise<unknown[]> => {
  const heard: unknown[] = []
  for await (const { samples, marks } of from.speak(input, { voice: 'de', speed, signal })) {
    heard.push([Buffer.from(samples.buffer).toString('base64'), marks])
  }
  return heard
}

describe('on the calling thread', () => {
  it('loads nothing for a text that cannot be said', async () => {
    await expect(chunks(engine, '***')).rejects.toMatchObject({ name: 'EngineError', param: 'input' })
    expect(loaded).toBe(0)
  })

  it.each([1, 1.5])('says what the threads of Node say, at speed %d, and loads once', async speed => {
    expect(await chunks(engine, text, speed)).toEqual(await chunks(threads, text, speed))
    expect(loaded).toBe(1)
  })

  it('lets a message between two sentences stop the work', async () => {
    const abort = new AbortController()
    const reason = new Error('enough')
    const speaking = chunks(engine, text.repeat(200), 1, abort.signal)
    setTimeout(() => abort.abort(reason))
    await expect(speaking).rejects.toBe(reason)
  })

  it('asks for the data again after it could not be had', async () => {
    let asked = 0
    const unlucky = createEspeakEngine({
      data: () => {
        asked += 1
        return asked === 1 ? Promise.reject(new Error('offline')) : data()
      },
    })
    await expect(chunks(unlucky)).rejects.toThrow('offline')
    expect((await chunks(unlucky)).length).toBeGreaterThan(10)
  })

  it('is silent once it is closed', async () => {
    const closing = createEspeakEngine({ data })
    await closing.close()
    await expect(chunks(closing)).rejects.toThrow('closed')
  })
})
