import { createSpeechClient, type Fetch } from '@outloud/core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Mode, receive, secrets } from './call.ts'
import type { FaultCase } from './case.ts'
import { faults } from './cases.ts'
import { expectedOf, judgeReceived, judgeSeen } from './judge.ts'
import { createFaultServer } from './server.ts'
import { type TimerWatch, watchTimers } from './timers.ts'

export interface FaultSuiteOptions {
  /** Makes what a client sends with, one for each test; it is closed afterwards. @default the global fetch */
  readonly fetch?: (() => Fetch & { readonly close?: () => Promise<void> }) | undefined
  /** Programs that are not installed. A case that needs one is skipped, and its name says why. @default none */
  readonly missingTools?: ReadonlySet<string> | undefined
}

/** Cases that are played at once. They wait more than they work. */
const atOnce = 64

/** Milliseconds within which the server has to see that a client has left: when it was told to, and at the latest. */
const leaving = { aborted: 1_500, otherwise: 10_000 } as const

/**
 * Every fault, for a caller who wants all of the audio and for one who reads it as it arrives, each as one test. Cases
 * that need a fake clock are left out: what they wait for is not the transport's doing, see `clock.test.ts`.
 */
export function describeFaults(name: string, options: FaultSuiteOptions = {}): void {
  const cases = faults.filter(({ clock }) => clock === undefined)
  vi.setConfig({ maxConcurrency: atOnce })

  describe(name, () => {
    let timers: TimerWatch
    beforeAll(() => {
      timers = watchTimers()
    })
    afterAll(() => timers.restore())

    // One group after the other, so that heavy bodies do not make the silences of another group longer.
    describe.each([...new Set(cases.map(({ group }) => group))])('%s', group => {
      for (const fault of cases.filter(fault => fault.group === group)) {
        const missing = fault.origin === 'self-signed' && options.missingTools?.has('openssl') === true
        const add = missing ? test.skip : test.concurrent
        const title = missing ? `${fault.name} (skipped: openssl is not installed)` : fault.name
        add(`buffered: ${title}`, () => meet(fault, 'buffered', timers, options))
        add(`streamed: ${title}`, () => meet(fault, 'streamed', timers, options))
      }
    })
  })
}

/** Plays one case to one client, and holds both sides to what is expected. */
async function meet(fault: FaultCase, mode: Mode, timers: TimerWatch, options: FaultSuiteOptions): Promise<void> {
  const server = await createFaultServer(fault)
  const fetch = options.fetch?.()
  try {
    const client = createSpeechClient({ baseURL: `${server.url}/v1`, apiKey: secrets.key, fetch, ...fault.client })
    for (let count = 0; count < (fault.calls ?? 1); count++) {
      const received = await receive(fault, { client, mode, timers, until: server.until })
      const { actual, expected } = judgeReceived(fault, mode, received)
      expect(actual).toEqual(expected)
    }
    if (expectedOf(fault, mode).abandoned === true) {
      // What is not seen in time is found missing below, beside everything else.
      const patience = fault.abort === undefined ? leaving.otherwise : leaving.aborted
      await server.until(({ requests }) => requests.at(-1)?.abandonedAt !== undefined, patience).catch(() => {})
    }
    const { actual, expected } = judgeSeen(fault, mode, server)
    expect(actual).toEqual(expected)
  } finally {
    await fetch?.close?.()
    await server.close()
  }
}
