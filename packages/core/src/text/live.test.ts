import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPaceEstimate, type PaceEstimate, type RequestTiming } from './estimate.ts'
import { createLivePlan, type LivePlan } from './live.ts'
import { atFullSize, partition, someLimit, someLocale, someText, withoutSpace } from './text.fixture.ts'

const settings = { maxLength: 4096, locale: 'en' }

/** Everything that can be sent at `now`. */
function due(plan: LivePlan, now = 0): string[] {
  const texts: string[] = []
  for (let step = plan.next(now); step.status === 'segment'; step = plan.next(now)) texts.push(step.segment.text)
  return texts
}

function cut(text: string, options = settings): string[] {
  const plan = createLivePlan(options)
  plan.push(text)
  plan.flush()
  return due(plan)
}

/** A request of 100 ms and 10 ms of work a character for audio of 60 ms a character. */
function answered(index: number, requestedAt: number, characters: number, begunAt = requestedAt): RequestTiming {
  const endedAt = begunAt + 100 + 10 * characters
  return { index, requestedAt, firstByteAt: endedAt, endedAt, seconds: (60 * characters) / 1000, characters }
}

const story =
  'When the old clock struck, nobody in the house was awake. It struck again. Outside, the snow lay deep on the roofs and on the road. ' +
  'A dog barked once, then all was still. In the morning they found the door open and the fire out, and nobody could say who had been there.'

describe('createLivePlan, without an estimate', () => {
  it('gives the first clause of at least 18 characters', () => {
    expect(cut('Well, when the rain began, we left. We ran.')[0]).toBe('Well, when the rain began,')
  })

  it('gives it as soon as it is known, from tokens of 5 characters', () => {
    const plan = createLivePlan(settings)
    const tokens = story.match(/.{1,5}/g) ?? []
    let pushed = ''
    for (const token of tokens) {
      plan.push(token)
      pushed += token
      if (due(plan).length > 0) break
    }
    // The comma, and the white space that makes it the end of a clause.
    expect(pushed.length).toBeLessThanOrEqual('When the old clock struck,'.length + 5)
  })

  it('gives segments of at most three times the one before, twice where a clause ends in time', () => {
    const lengths = cut(story.repeat(20)).map(text => text.length)
    for (const [i, length] of lengths.entries()) {
      if (i > 0) expect(length).toBeLessThanOrEqual(3 * Math.max(18, lengths[i - 1] ?? 0))
    }
    expect(Math.max(...lengths)).toBeGreaterThan(1000)
  })

  it('ends later segments with sentences', () => {
    const later = cut(`${story} `.repeat(20)).slice(5)
    expect(later.every(text => text.endsWith('.'))).toBe(true)
  })

  it('cuts a first clause without end between words', () => {
    const [first = ''] = cut('word '.repeat(100))
    expect(first.length).toBeLessThanOrEqual(120)
    expect(first.endsWith('word')).toBe(true)
  })

  it('is done when all was given', () => {
    const plan = createLivePlan(settings)
    plan.push('Yes. ')
    expect(plan.next(0)).toEqual({ status: 'wait', until: undefined })
    plan.flush()
    expect(due(plan)).toEqual(['Yes.'])
    expect(plan.next(0)).toEqual({ status: 'done' })
  })

  it('takes no notice of time', () => {
    const plan = createLivePlan(settings)
    plan.push(story)
    const first = due(plan, 0)
    plan.report(answered(0, 0, 26))
    plan.flush()
    expect([...first, ...due(plan, 100_000)]).toEqual(cut(story))
  })

  it('cuts any text the same way in any pieces, and loses nothing', () => {
    fc.assert(
      fc.property(
        someText,
        fc.record({ maxLength: someLimit, locale: someLocale }),
        fc.array(fc.nat(), { maxLength: 40, ...atFullSize }),
        (text, options, cuts) => {
          const plan = createLivePlan({ ...options, locale: options.locale })
          const pieces = partition(text, cuts).flatMap(piece => {
            plan.push(piece)
            return due(plan)
          })
          plan.flush()
          pieces.push(...due(plan))
          const whole = createLivePlan(options)
          whole.push(text)
          whole.flush()
          expect(pieces).toEqual(due(whole))
          expect(withoutSpace(pieces.join(''))).toBe(withoutSpace(text))
          for (const piece of pieces) {
            expect(piece.trim()).not.toBe('')
            expect(piece.length).toBeLessThanOrEqual(options.maxLength)
            expect(piece).toBe(piece.toWellFormed())
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('createLivePlan, with an estimate', () => {
  it('waits for more text while the listener is busy, and says until when', () => {
    const plan = createLivePlan({ ...settings, estimate: createPaceEstimate() })
    plan.push('When the old clock struck, nobody was awake. It str')
    expect(due(plan, 0)).toEqual(['When the old clock struck,'])
    plan.report(answered(0, 0, 26))
    const step = plan.next(400)
    expect(step).toMatchObject({ status: 'wait', until: expect.any(Number) })
    const until = step.status === 'wait' ? (step.until ?? 0) : 0
    // What was sent is said 1560 ms after it arrived at 360.
    expect(until).toBeGreaterThan(400)
    expect(until).toBeLessThan(1920)
    expect(due(plan, until)).toEqual(['nobody was awake.'])
  })

  it('sends the longest run of sentences that arrives in time', () => {
    const text = `When the old clock struck, ${'It was late. '.repeat(30)}`
    const estimate = createPaceEstimate()
    for (let index = 0; index < 20; index++) estimate.report(answered(index, 10_000 * index, 20 + 10 * (index % 7)))
    const sent = (spare: number): number => {
      const plan = createLivePlan({ ...settings, estimate })
      plan.push(text)
      plan.flush()
      plan.next(0)
      plan.report(answered(0, 0, 26))
      const step = plan.next(1920 - spare)
      return step.status === 'segment' ? step.segment.text.length : 0
    }
    expect(sent(1500)).toBeGreaterThan(sent(700))
    expect(sent(1500)).toBeLessThanOrEqual(52)
  })

  it('sends the shortest clause when it is late', () => {
    const plan = createLivePlan({ ...settings, estimate: createPaceEstimate() })
    plan.push('When the old clock struck, nobody in the house was awake, and nobody came.')
    plan.flush()
    plan.next(0)
    plan.report(answered(0, 0, 26))
    expect(plan.next(60_000)).toMatchObject({ segment: { text: 'nobody in the house was awake,' } })
  })

  it('sends one request at a time to a server that answers one at a time', () => {
    const estimate = createPaceEstimate()
    const plan = createLivePlan({ ...settings, estimate })
    plan.push(story.repeat(4))
    plan.flush()
    const lengths = [plan.next(0), plan.next(0)].map(step => (step.status === 'segment' ? step.segment.text.length : 0))
    const first = answered(0, 0, lengths[0] ?? 0)
    plan.report(first)
    plan.report(answered(1, 0, lengths[1] ?? 0, first.endedAt))
    expect(estimate.serial()).toBe(true)
    expect(plan.next(1000).status).toBe('segment')
    expect(plan.next(1000)).toEqual({ status: 'wait', until: undefined })
    const next = createLivePlan({ ...settings, estimate: slowSerial() })
    next.push(`Well, when it rained, ${story}`)
    const step = next.next(0)
    expect(step.status === 'segment' && step.segment.text.length).toBeGreaterThan(26)
  })
})

/** Overlapping requests of 40 characters, answered in turn, each after 1600 ms. */
function slowSerial(): PaceEstimate {
  const estimate = createPaceEstimate()
  for (let index = 0; index < 6; index++) {
    const endedAt = (index + 1) * 1600
    const requestedAt = Math.max(0, endedAt - 2800)
    estimate.report({ index, requestedAt, firstByteAt: endedAt, endedAt, seconds: 2.4, characters: 40 })
  }
  return estimate
}
