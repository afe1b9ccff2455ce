import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { recordFetch, replayFetch } from '@outloud/server/node'
import { describe, expect, test, vi } from 'vitest'
import { recordings } from '../../../test/recordings.ts'
import { deferred } from '../../../test/requests.ts'

const url = 'http://speech.test/v1/audio/speech'
const ask = { method: 'POST', body: '{"input":"Hello."}' }
const whole = 'one two three '

/** A server whose answer begins, and goes on, when the test says so. */
function slowly({ ends = true }: { readonly ends?: boolean } = {}) {
  const begin = deferred()
  const goOn = deferred()
  const asked = deferred<AbortSignal>()
  const fetch = async (_url: string, { signal }: RequestInit) => {
    asked.resolve(signal!)
    await begin.promise
    const parts = ['one ', 'two ', 'three '].values()
    let taken = 0
    const pull = async (body: ReadableStreamDefaultController) => {
      if (taken++ === 1) await goOn.promise
      const { value } = parts.next()
      if (value !== undefined) body.enqueue(new TextEncoder().encode(value))
      else if (ends) body.close()
      else body.error(new TypeError('terminated'))
    }
    return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }))
  }
  return { begin: begin.resolve, goOn: goOn.resolve, asked: asked.promise, fetch }
}

/** For a machine that is busy. */
const patient = { timeout: 10_000 }

const replayed = async (folder: string) => (await replayFetch(folder)(url, ask)).text()

describe('an answer is written down when it has come whole', () => {
  test('and not before, under no name', async () => {
    const { folder, names } = await recordings()
    const { begin, goOn, fetch } = slowly()
    begin()
    const reader = (await recordFetch(folder, { fetch })(url, ask)).body!.getReader()
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('one ')
    expect(await names()).toEqual([])
    goOn()
    while (!(await reader.read()).done) {}
    expect(await names()).toEqual([expect.stringMatching(/^[\da-f]{64}\.json$/)])
    expect(await replayed(folder)).toBe(whole)
  })

  test('never, if it breaks', async () => {
    const { folder, names } = await recordings()
    const { begin, goOn, fetch } = slowly({ ends: false })
    begin()
    goOn()
    const answer = await recordFetch(folder, { fetch })(url, ask)
    await expect(answer.text()).rejects.toThrow('terminated')
    expect(await names()).toEqual([])
  })

  test('never, if nobody answers', async () => {
    const { folder, names } = await recordings()
    const gone = new TypeError('fetch failed')
    await expect(recordFetch(folder, { fetch: () => Promise.reject(gone) })(url, ask)).rejects.toBe(gone)
    expect(await names()).toEqual([])
  })

  test('in place of the one before', async () => {
    const { folder, names } = await recordings()
    for (const text of ['busy', 'fine']) {
      await recordFetch(folder, { fetch: async () => new Response(text) })(url, ask).then(answer => answer.text())
    }
    expect(await names()).toHaveLength(1)
    expect(await replayed(folder)).toBe('fine')
  })

  test('or the answer breaks, and nothing is left behind', async () => {
    const { folder, names } = await recordings()
    const fetch = async () => new Response('fine')
    await recordFetch(folder, { fetch })(url, ask).then(answer => answer.text())
    const [name] = await names()
    const other = join(folder, 'other')
    // A folder stands where the file should go.
    await mkdir(join(other, name!), { recursive: true })
    const answer = await recordFetch(other, { fetch })(url, ask)
    await expect(answer.text()).rejects.toMatchObject({ code: 'EISDIR' })
    expect(await readdir(other)).toEqual([name])
  })

  test('an empty one as well', async () => {
    const { folder } = await recordings()
    const fetch = async () => new Response(null, { status: 204 })
    expect((await recordFetch(folder, { fetch })(url, ask)).status).toBe(204)
    expect((await replayFetch(folder)(url, ask)).status).toBe(204)
  })
})

describe('an answer is read on for the recording when its reader', () => {
  test('cancels it', async () => {
    const { folder, names } = await recordings()
    const { begin, goOn, fetch } = slowly()
    begin()
    const reader = (await recordFetch(folder, { fetch })(url, ask)).body!.getReader()
    await reader.read()
    await reader.cancel()
    goOn()
    await expect.poll(names, patient).toHaveLength(1)
    await expect.poll(() => replayed(folder), patient).toBe(whole)
  })

  test.each(['before it begins', 'in the middle'])('aborts %s, and hears its own reason', async when => {
    const { folder } = await recordings()
    const { begin, goOn, asked, fetch } = slowly()
    const controller = new AbortController()
    const reason = new Error('enough')
    const { signal } = controller
    const answer = recordFetch(folder, { fetch })(url, { ...ask, signal })
    const theirs = await asked
    if (when === 'in the middle') {
      begin()
      const reader = (await answer).body!.getReader()
      await reader.read()
      const more = reader.read()
      controller.abort(reason)
      await expect(more).rejects.toBe(reason)
    } else {
      controller.abort(reason)
      await expect(answer).rejects.toBe(reason)
      begin()
    }
    expect(theirs.aborted).toBe(false)
    goOn()
    await expect.poll(() => replayed(folder), patient).toBe(whole)
  })

  test('but not for ever', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { folder, names } = await recordings()
      const { asked, fetch } = slowly()
      const controller = new AbortController()
      const answer = recordFetch(folder, { fetch })(url, { ...ask, signal: controller.signal })
      const theirs = await asked
      controller.abort(new Error('enough'))
      await expect(answer).rejects.toThrow('enough')
      vi.advanceTimersByTime(29_999)
      expect(theirs.aborted).toBe(false)
      vi.advanceTimersByTime(1)
      expect(theirs.aborted).toBe(true)
      expect(await names()).toEqual([])
    } finally {
      vi.useRealTimers()
    }
  })
})

test('who aborted before is not asked for', async () => {
  const { folder } = await recordings()
  const reason = new Error('too late')
  const fetch = vi.fn()
  const asked = { ...ask, signal: AbortSignal.abort(reason) }
  await expect(recordFetch(folder, { fetch })(url, asked)).rejects.toBe(reason)
  await expect(replayFetch(folder)(url, asked)).rejects.toBe(reason)
  expect(fetch).not.toHaveBeenCalled()
})
