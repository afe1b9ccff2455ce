import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createFliteEngine } from '@outloud/flite'
import type { Engine } from '@outloud/server/engine'
import { afterAll, describe, expect, it } from 'vitest'

const engine = createFliteEngine({ workers: 1 })
afterAll(() => engine.close())

const request = { voice: 'onyx', speed: 1 }
const long = Array.from({ length: 400 }, (_, index) => `This is sentence number ${index}.`).join(' ')

const lengths = async (input: string, from: Engine = engine, signal?: AbortSignal): Promise<number[]> => {
  const heard: number[] = []
  for await (const { samples } of from.speak(input, { ...request, signal })) heard.push(samples.length)
  return heard
}

/** What a node process prints that uses the built package. */
const run = async (script: string, type: 'module' | 'commonjs'): Promise<string> => {
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [`--input-type=${type}`, '-e', script], { cwd })
  return stdout
}

describe('a long text', () => {
  it('is heard before the rest is synthesized: the one worker serves another call meanwhile', async () => {
    const speech = engine.speak(long, request)[Symbol.asyncIterator]()
    let heard = 0
    let served = false
    const other = lengths('Hello.').then(() => {
      served = true
    })
    while (!served && !(await speech.next()).done) heard += 1
    await speech.return?.()
    await other
    expect(heard).toBeGreaterThan(0)
    expect(heard).toBeLessThan(5)
  })

  it('stops when aborted, with the reason, and the worker serves the next call', async () => {
    const abort = new AbortController()
    const reason = new Error('enough')
    const heard: number[] = []
    const speaking = (async () => {
      for await (const { samples } of engine.speak(long, { ...request, signal: abort.signal })) {
        heard.push(samples.length)
        if (heard.length < 2) continue
        // The third is ready once the worker has had time for another call.
        await lengths('Meanwhile.')
        abort.abort(reason)
      }
    })()
    await expect(speaking).rejects.toBe(reason)
    expect(heard).toHaveLength(2)
    expect(await lengths('Next.')).toHaveLength(1)
  })

  it('stops while a sentence is being synthesized', async () => {
    const abort = new AbortController()
    const speech = engine.speak(long, { ...request, signal: abort.signal })[Symbol.asyncIterator]()
    const pending = speech.next()
    abort.abort('now')
    await expect(pending).rejects.toBe('now')
    expect(await speech.next()).toEqual({ done: true, value: undefined })
    await expect(lengths('Hello.', engine, AbortSignal.abort('before'))).rejects.toBe('before')
  })

  it('frees the worker when the reader leaves', async () => {
    for await (const _ of engine.speak(long, request)) break
    expect(await lengths('Next.')).toHaveLength(1)
  })
})

describe('calls at the same time', () => {
  it('do not mix', async () => {
    const texts = ['One two three. Four five.', 'A. B. C.', 'Something rather longer, and then more. Yes.', 'Hello.']
    const alone = []
    for (const text of texts) alone.push(await lengths(text))
    const two = createFliteEngine({ workers: 2 })
    expect(await Promise.all(texts.map(text => lengths(text, two)))).toEqual(alone)
    await two.close()
  })
})

describe('close', () => {
  it('rejects calls under way and later ones', async () => {
    const closing = createFliteEngine({ workers: 1 })
    const speech = closing.speak(long, request)[Symbol.asyncIterator]()
    await speech.next()
    await closing.close()
    // The sentence that was under way may have been done.
    await expect(speech.next().then(() => speech.next())).rejects.toThrow('closed')
    await expect(lengths('Hello.', closing)).rejects.toThrow('closed')
    await closing.close()
  })

  it('holds for an engine that was never used', async () => {
    const closing = createFliteEngine()
    await closing.close()
    await expect(lengths('Hello.', closing)).rejects.toThrow('closed')
  })
})

describe('a process', () => {
  // The second sentence finds a worker that was idle.
  const body = `
    const engine = createFliteEngine()
    const speak = async () => {
      for await (const { sampleRate } of engine.speak('Hello. Good bye.', { voice: 'nova', speed: 1 })) {
        console.log(sampleRate)
      }
      for await (const { sampleRate } of engine.speak('Again.', { voice: 'kal', speed: 1 })) console.log(sampleRate)
    }
    speak()`

  it('waits for speech and then exits though the engine is open', async () => {
    expect(await run(`import { createFliteEngine } from '@outloud/flite'; ${body}`, 'module')).toBe(
      '16000\n16000\n8000\n',
    )
  })

  it('can be CommonJS', async () => {
    expect(await run(`const { createFliteEngine } = require('@outloud/flite'); ${body}`, 'commonjs')).toBe(
      '16000\n16000\n8000\n',
    )
  })
})
