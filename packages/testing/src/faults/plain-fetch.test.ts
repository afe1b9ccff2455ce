import { describe, expect, test } from 'vitest'
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

/** What fetch has to meet for the outcome to be the right one. */
const met: Readonly<Record<string, (fault: FaultCase, seen: Awaited<ReturnType<typeof meet>>) => void>> = {
  audio: ({ expect: { audio } }, seen) => expect(seen).toEqual({ status: 200, body: Buffer.from(audio!) }),
  APIError: ({ expect: { status } }, seen) => expect(seen).toMatchObject({ status }),
  // Compressed bodies that are none fail while they are read, which is why the header has to be looked at first.
  InvalidResponseError: ({ expect: { status = 200, reason } }, seen) =>
    reason === 'encoding' && seen === 'failed' ? undefined : expect(seen).toMatchObject({ status }),
  NetworkError: (_, seen) => expect(seen).toBe('failed'),
}

/** Of the statuses two are enough here: the others differ in a number. */
const cases = faults.filter(
  ({ group, name, expect }) => expect.outcome in met && (group !== 'status' || /^(400|500) /.test(name)),
)

describe('what plain fetch meets', () => {
  test.concurrent.each(cases)('$group: $name', async fault => met[fault.expect.outcome]!(fault, await meet(fault)))
})
