import { isDeepStrictEqual } from 'node:util'
import type { Speech, SpeechClient } from '@outloud/core'
import { describe, expect, test } from 'vitest'
import { receive, secrets } from './call.ts'
import { faults } from './cases.ts'
import { judgeReceived, judgeSeen } from './judge.ts'
import { createFaultServer } from './server.ts'
import { watchTimers } from './timers.ts'

/** A client that believes whatever it gets, as the first one that anybody writes. */
const naive = (url: string): Pick<SpeechClient, 'synthesize'> => ({
  synthesize: (input, { signal } = {}) => {
    const bytes = async () => {
      // Forgotten, of course.
      setTimeout(() => {}, 1_000)
      signal?.addEventListener('abort', () => {})
      const response = await fetch(`${url}/v1/audio/speech`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secrets.key}` },
        body: JSON.stringify({ input }),
        signal: signal ?? null,
      })
      if (!response.ok) throw new Error(`${response.status} for ${secrets.key}: ${await response.text()}`)
      return new Uint8Array(await response.arrayBuffer())
    }
    return { bytes } as Speech
  },
})

/** What is found against it, by the names of the findings. */
async function findings(name: string): Promise<readonly string[]> {
  const fault = faults.find(fault => fault.name === name)
  if (fault === undefined) throw new Error(`No such case: ${name}`)
  const server = await createFaultServer(fault)
  const timers = watchTimers()
  try {
    const received = await receive(fault, { client: naive(server.url), mode: 'buffered', timers, until: server.until })
    return [judgeReceived(fault, 'buffered', received), judgeSeen(fault, 'buffered', server)].flatMap(
      ({ actual, expected }) => Object.keys(expected).filter(key => !isDeepStrictEqual(actual[key], expected[key])),
    )
  } finally {
    timers.restore()
    await server.close()
  }
}

describe('of a naive client is found', () => {
  test.each<[string, string, readonly string[]]>([
    ['that it leaves things behind', 'mp3 as it should be', ['listeners left', 'timers left']],
    ['that it sends too little', 'mp3 as it should be', ['requests unlike the call']],
    ['that it takes a page for audio', '200 with HTML', ['outcome', 'bytes handed out']],
    ['that it takes half for the whole', 'mp3 cut in a frame', ['outcome', 'bytes handed out', 'requests']],
    ['that it follows', '307 to another origin', ['outcome', 'requests elsewhere']],
    ['that it shows its key', '400 with JSON', ['outcome', 'exposed', 'error']],
    ['that it gives up', '503 once, Retry-After: 0', ['outcome', 'requests', 'wait']],
  ])('%s: %s', async (_, name, expected) => {
    expect(await findings(name)).toEqual(expect.arrayContaining([...expected]))
  })
})
