import { createSpeechClient, isSpeechError } from '@outloud/core'
import { createPooledFetch } from '@outloud/node-stream'
import { createFaultServer, type FaultCase, faults } from '@outloud/testing'
import { describe, expect, test } from 'vitest'
import { missingTools } from '../../../test/tools.ts'

/** What a client over the pool makes of one call: its audio, the name of its error, or `abort`. */
async function call(fault: FaultCase, url: string, fetch: ReturnType<typeof createPooledFetch>, signal: AbortSignal) {
  const { format, client: { timeout, limit } = {} } = fault
  const client = createSpeechClient({ baseURL: `${url}/v1`, apiKey: 'a-key', fetch, timeout, limit })
  try {
    return { outcome: 'audio', audio: await client.synthesize('Hello.', { format, signal }).bytes() }
  } catch (error) {
    if (signal.aborted && error === signal.reason) return { outcome: 'abort' }
    if (!isSpeechError(error)) throw error
    const { name, retryable, attempts, ...fields } = error
    return { outcome: name, retryable, attempts, ...fields }
  }
}

const judged = ['status', 'code', 'type', 'param', 'requestId', 'retryAfter', 'retryable', 'reason', 'phase'] as const

/** Waits of minutes are for a fake clock, which sockets do not heed; of the statuses the others differ in a number. */
const cases = faults.filter(
  ({ clock, group, name, origin }) =>
    clock !== 'fake' &&
    (group !== 'status' || /^(400|429|500) /.test(name)) &&
    (origin !== 'self-signed' || !missingTools.has('openssl')),
)

describe('what a server can do wrong', () => {
  test.concurrent.each(cases)('$group: $name', async fault => {
    const server = await createFaultServer(fault)
    const fetch = createPooledFetch()
    const controller = new AbortController()
    const reason = new Error('Never mind')
    try {
      if (fault.abort !== undefined) {
        if (fault.abort.when === undefined) controller.abort(reason)
        else void server.until(fault.abort.when).then(() => controller.abort(reason))
      }
      const { outcome, audio, attempts, requests, connections, abandoned, ...rest } = fault.expect
      for (let time = 0; time < (fault.calls ?? 1); time++) {
        const found = await call(fault, server.url, fetch, controller.signal)
        const fields = judged.filter(field => field in rest).map(field => [field, rest[field]])
        const counted = outcome === 'audio' || outcome === 'abort' ? {} : { attempts: attempts ?? requests }
        expect(found).toMatchObject({ outcome, ...Object.fromEntries(fields), ...counted })
        if (outcome === 'audio') expect(Buffer.from(found.audio!).equals(audio!)).toBe(true)
      }
      expect(server.requests).toHaveLength(requests)
      expect(server.elsewhere).toEqual([])
      if (connections !== undefined) expect(server.connections).toHaveLength(connections)
      if (abandoned) await server.until(({ requests }) => requests.at(-1)?.abandonedAt !== undefined, 1_500)
    } finally {
      await fetch.close()
      await server.close()
    }
  })
})
