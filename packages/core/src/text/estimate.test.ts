import { describe, expect, it } from 'vitest'
import { createPaceEstimate, type PaceEstimate } from './estimate.ts'

/** Requests one after the other on a server with a latency and a price a character. */
function served(lengths: readonly number[], latency: number, perCharacter: number): PaceEstimate {
  const estimate = createPaceEstimate()
  let now = 0
  for (const [index, characters] of lengths.entries()) {
    const firstByteAt = now + latency + perCharacter * characters
    estimate.report({
      index,
      requestedAt: now,
      firstByteAt,
      endedAt: firstByteAt,
      seconds: characters / 20,
      characters,
    })
    now = firstByteAt + 1
  }
  return estimate
}

const lengths = [20, 40, 80, 30, 160, 60, 200, 90, 40, 120, 80, 50]

describe('createPaceEstimate', () => {
  it('starts with a slow server that sends nothing before it has everything', () => {
    const estimate = createPaceEstimate()
    expect(estimate.firstByte(0)).toBeCloseTo(600)
    // Half of the time that 150 characters are said in, on top.
    expect((estimate.firstByte(150) - estimate.firstByte(0)) / 5000).toBeCloseTo(1, 1)
    expect(estimate.duration(15)).toBeCloseTo(1000)
    expect(estimate.serial()).toBe(false)
  })

  it('learns latency and the price of a character', () => {
    const estimate = served(lengths, 250, 5)
    expect(estimate.firstByte(0)).toBeGreaterThan(150)
    expect(estimate.firstByte(0)).toBeLessThan(350)
    expect((estimate.firstByte(100) - estimate.firstByte(0)) / 500).toBeCloseTo(1.1, 0)
    expect(estimate.within(estimate.firstByte(70))).toBeCloseTo(70)
    expect(estimate.within(100)).toBe(0)
  })

  it('learns that a server streams', () => {
    const estimate = served([...lengths, ...lengths], 300, 0)
    expect(estimate.firstByte(500) - estimate.firstByte(0)).toBeLessThan(100)
  })

  it('learns how fast is spoken', () => {
    expect(served(lengths, 100, 1).duration(20)).toBeCloseTo(1000, -2)
  })

  it('forgets a server that was slow once', () => {
    const estimate = served([30], 10_000, 0)
    const before = estimate.firstByte(30)
    for (let index = 1; index < 12; index++) {
      const requestedAt = 20_000 * index
      const firstByteAt = requestedAt + 200
      estimate.report({ index, requestedAt, firstByteAt, endedAt: firstByteAt, seconds: 2, characters: 30 })
    }
    expect(before).toBeGreaterThan(5000)
    expect(estimate.firstByte(30)).toBeLessThan(1200)
  })

  it('tells a server that answers one at a time from one that answers two', () => {
    const reported = (secondFirstByteAt: number): boolean => {
      const estimate = createPaceEstimate()
      const shared = { requestedAt: 0, seconds: 2, characters: 30 }
      estimate.report({ ...shared, index: 0, firstByteAt: 1600, endedAt: 1600 })
      estimate.report({ ...shared, index: 1, firstByteAt: secondFirstByteAt, endedAt: secondFirstByteAt })
      return estimate.serial()
    }
    expect(reported(3200)).toBe(true)
    expect(reported(1650)).toBe(false)
    expect(reported(1500)).toBe(false)
  })

  it('tries two at once again after a while', () => {
    const estimate = createPaceEstimate()
    const answered = (index: number, requestedAt: number, firstByteAt: number) =>
      estimate.report({ index, requestedAt, firstByteAt, endedAt: firstByteAt, seconds: 2, characters: 30 })
    answered(0, 0, 1000)
    answered(1, 0, 2000)
    const verdicts = Array.from({ length: 200 }, (_, i) => {
      answered(2 + i, 3000 * (i + 1), 3000 * (i + 1) + 1000)
      return estimate.serial()
    })
    expect(verdicts).toEqual([...Array(199).fill(true), false])
  })
})
