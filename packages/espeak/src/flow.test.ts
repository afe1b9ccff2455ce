import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createEspeakEngine } from '@outloud/espeak'
import type { Engine } from '@outloud/server/engine'
import { afterAll, describe, expect, it } from 'vitest'

const engine = createEspeakEngine({ workers: 1 })
afterAll(() => engine.close())

const request = { voice: 'onyx', speed: 1 }
const long = Array.from({ length: 400 }, (_, index) => `This is sentence number ${index}.`).join(' ')

const lengthOf = async (input: string, from: Engine = engine, signal?: AbortSignal): Promise<number> => {
  let length = 0
  for await (const { samples } of from.speak(input, { ...request, signal })) length += samples.length
  return length
}

/** What a node process prints that uses the built package. */
const run = async (script: string, type: 'module' | 'commonjs', ...flags: string[]): Promise<string> => {
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const options = [...flags, `--input-type=${type}`, '-e', script]
  const { stdout } = await promisify(execFile)(process.execPath, options, { cwd })
  return stdout
}

describe('a long text', () => {
  it('comes 100 ms at a time, the first of it before the rest is synthesized', async () => {
    const speech = engine.speak(long, request)[Symbol.asyncIterator]()
    const { value } = await speech.next()
    expect(value.samples.length / value.sampleRate).toBeCloseTo(0.1, 2)
    // The one worker is free for another call once it has made this sentence and the next.
    expect(await lengthOf('Hello.')).toBeGreaterThan(0)
    await speech.return?.()
  })

  it('stops when aborted, with the reason, and the worker serves the next call', async () => {
    const abort = new AbortController()
    const reason = new Error('enough')
    let heard = 0
    const speaking = (async () => {
      for await (const _ of engine.speak(long, { ...request, signal: abort.signal })) {
        heard += 1
        if (heard === 30) abort.abort(reason)
      }
    })()
    await expect(speaking).rejects.toBe(reason)
    expect(heard).toBe(30)
    expect(await lengthOf('Next.')).toBeGreaterThan(0)
  })

  it('stops while a sentence is being synthesized', async () => {
    const abort = new AbortController()
    const speech = engine.speak(long, { ...request, signal: abort.signal })[Symbol.asyncIterator]()
    const pending = speech.next()
    abort.abort('now')
    await expect(pending).rejects.toBe('now')
    expect(await speech.next()).toEqual({ done: true, value: undefined })
    await expect(lengthOf('Hello.', engine, AbortSignal.abort('before'))).rejects.toBe('before')
  })

  it('frees the worker when the reader leaves, whatever it was doing', async () => {
    const alone = await lengthOf('Next.')
    for (const speed of [1, 2]) {
      for await (const _ of engine.speak(long, { voice: 'onyx', speed })) break
      expect(await lengthOf('Next.')).toBe(alone)
    }
  })
})

describe('calls at the same time', () => {
  it('do not mix', async () => {
    const texts = ['One two three. Four five.', 'A. B. C.', 'Something rather longer, and then more. Yes.', 'Hello.']
    const alone: number[] = []
    for (const text of texts) alone.push(await lengthOf(text))
    const several = createEspeakEngine({ workers: 2 })
    expect(await Promise.all([...texts, ...texts].map(text => lengthOf(text, several)))).toEqual([...alone, ...alone])
    await several.close()
  })

  it('reject when the engine is closed, and those after it', async () => {
    const closing = createEspeakEngine({ workers: 1 })
    const speech = closing.speak(long, request)[Symbol.asyncIterator]()
    await speech.next()
    const pending = (async () => {
      for (;;) if ((await speech.next()).done) return
    })()
    const waiting = lengthOf(long, closing)
    const both = Promise.allSettled([pending, waiting])
    await closing.close()
    for (const { status } of await both) expect(status).toBe('rejected')
    await expect(lengthOf('Hello.', closing)).rejects.toThrow('The espeak engine is closed')
    await closing.close()
  })
})

describe('a process', () => {
  const speak = `
    const engine = createEspeakEngine({ workers: 1 })
    const say = async (text, last = Infinity) => {
      let parts = 0
      for await (const _ of engine.speak(text, { voice: 'alloy', speed: 1 })) if (++parts === last) break
      return parts
    }`

  it('waits for speech and then exits though the engine is open', async () => {
    const script = `import { createEspeakEngine } from '@outloud/espeak'\n${speak}\nconsole.log(await say('Hello.') > 3)`
    expect(await run(script, 'module')).toBe('true\n')
  })

  it('can be CommonJS', async () => {
    const script = `const { createEspeakEngine } = require('@outloud/espeak')\n${speak}\nsay('Hello.').then(parts => console.log(parts > 3))`
    expect(await run(script, 'commonjs')).toBe('true\n')
  })

  it('holds no more memory after 200 calls than after 100, half of which were left early', async () => {
    const script = `import { createEspeakEngine } from '@outloud/espeak'\n${speak}
      const hundred = async () => {
        for (let call = 0; call < 100; call++) await say('This is call number ' + call + '. It goes on.', call % 2 ? 3 : Infinity)
        gc()
        return process.memoryUsage().rss
      }
      await hundred()
      const before = await hundred()
      const growth = await hundred() - before
      console.log(growth / 1e6)`
    expect(Number(await run(script, 'module', '--expose-gc'))).toBeLessThan(15)
  }, 120_000)
})
