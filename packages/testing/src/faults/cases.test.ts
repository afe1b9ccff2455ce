import { describe, expect, test } from 'vitest'
import { passing } from './cases/statuses.ts'
import { faults } from './cases.ts'
import { errorBodies } from './error-bodies.ts'

const named = (pattern: RegExp) => faults.filter(({ name }) => pattern.test(name))

describe('the table of faults', () => {
  test('names every case once', () => {
    const names = faults.map(({ name }) => name)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  test('has every status with every kind of body', () => {
    expect(Object.keys(passing)).toHaveLength(20)
    for (const status of Object.keys(passing)) {
      expect(named(new RegExp(`^${status} with `)).filter(({ group }) => group === 'status')).toHaveLength(
        errorBodies.length,
      )
    }
  })

  test('asks three times for what is retryable and once for what is not', () => {
    const lasting = faults.filter(
      ({ expect, abort, answers }) => expect.retryable !== undefined && !abort && answers.length === 1,
    )
    const odd = lasting.filter(({ expect }) => {
      const attempts = expect.attempts ?? expect.requests
      return attempts !== (expect.retryable ? 3 : 1)
    })
    // A wait of over a minute is the one reason not to ask again for what may pass.
    expect(odd.filter(({ group, expect }) => group !== 'retry-after' || expect.requests !== 1)).toEqual([])
    expect(odd).toHaveLength(12)
  })

  test('says of every success what the audio is', () => {
    expect(
      faults.filter(({ expect }) => expect.outcome === 'audio' && !(expect.audio && expect.audio.length > 1_000)),
    ).toEqual([])
  })

  test('never hands out a byte before a retry', () => {
    const handingOut = faults.filter(({ streamed }) => streamed?.partial !== undefined)
    expect(handingOut.length).toBeGreaterThan(20)
    expect(handingOut.filter(({ expect, streamed }) => (streamed?.requests ?? expect.requests) !== 1)).toEqual([])
  })
})
