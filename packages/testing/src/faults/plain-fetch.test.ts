import { describe, expect, test } from 'vitest'
import { missingTools } from '../../../../test/tools.ts'
import { tones } from '../audio/tones.ts'
import type { FaultCase } from './case.ts'
import { faults } from './cases.ts'
import { createFaultServer } from './server.ts'

/** What fetch alone makes of the answers of a case, as far as 1.2 MB of the last body. */
async function meet(fault: FaultCase): Promise<{ status: number; body: Buffer } | 'failed'> {
  const server = await createFaultServer(fault)
  try {
    for (let index = 1; ; index++) {
      const last = index >= fault.answers.length
      try {
        const response = await fetch(`${server.url}/v1/audio/speech`, {
          method: 'POST',
          body: '{"input":"Hello"}',
          redirect: 'manual',
          headers: { authorization: 'Bearer a-key' },
          // The first answer may be silence; the last one ends.
          signal: last ? null : AbortSignal.timeout(1_000),
        })
        const chunks: Uint8Array[] = []
        let length = 0
        for await (const chunk of response.body ?? []) {
          chunks.push(chunk)
          length += chunk.length
          if (length > 1_200_000) break
        }
        if (last) return { status: response.status, body: Buffer.concat(chunks) }
      } catch {
        if (last) return 'failed'
      }
    }
  } finally {
    await server.close()
  }
}

/** What a body that is not the audio looks like, where the body is what is wrong. */
const bodies: Readonly<Record<string, RegExp>> = {
  html: /^\s*\ufeff?</,
  json: /^\{/,
  text: /^[\x20-\x7e]+$/,
  empty: /^$/,
}

/** What fetch has to meet for the outcome to be the right one. */
const met: Readonly<Record<string, (fault: FaultCase, seen: Awaited<ReturnType<typeof meet>>) => void>> = {
  // The bytes as they are on the wire, which is what a reader who goes along gets.
  audio: ({ expect: { audio }, streamed }, seen) =>
    expect(seen).toEqual({ status: 200, body: Buffer.from(streamed?.audio ?? audio!) }),
  APIError: ({ expect: { status } }, seen) => expect(seen).toMatchObject({ status }),
  InvalidResponseError: ({ name, format = 'mp3', expect: { status = 200, reason = '' } }, seen) => {
    // A body that is not as compressed as it says fails while it is read, so its header has to be looked at first.
    if (reason === 'encoding' && seen === 'failed') return
    expect(seen).toMatchObject({ status })
    const { body } = seen as Exclude<typeof seen, 'failed'>
    if (name !== '200 with audio labelled HTML') expect(body.toString()).toMatch(bodies[reason] ?? /^/)
    if (reason === 'format' || reason === 'truncated') expect(body.equals(tones[format])).toBe(false)
  },
  NetworkError: (_, seen) => expect(seen).toBe('failed'),
}

/** Of the statuses two are enough here: the others differ in a number. */
const cases = faults.filter(
  ({ group, name, origin, expect }) =>
    expect.outcome in met &&
    // What is asked for by events is not audio before it is decoded.
    group !== 'events' &&
    (group !== 'status' || /^(400|500) /.test(name)) &&
    (origin !== 'self-signed' || !missingTools.has('openssl')),
)

describe('what plain fetch meets', () => {
  test.concurrent.each(cases)('$group: $name', async fault => met[fault.expect.outcome]!(fault, await meet(fault)))
})
