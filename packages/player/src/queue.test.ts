import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createStage, status, until } from './stage.fixture.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('several utterances', () => {
  test('20 in a row: one is heard, 19 are replaced, one is asked for', async () => {
    const { player, sink, arrivals } = createStage()
    const endings = Array.from({ length: 20 }, (_, index) => player.speakAsync(`Number ${index}.`))
    await until(player, status('ended'))
    const reasons = await Promise.all(endings)
    expect(reasons.filter(reason => reason === 'replaced')).toHaveLength(19)
    expect(reasons.at(-1)).toBe('finished')
    expect(arrivals.map(({ input }) => input)).toEqual(['Number 19.'])
    expect(sink.tracks.filter(({ closed }) => !closed)).toHaveLength(1)
    expect(sink.tracks.filter(({ bytes }) => bytes > 0)).toHaveLength(1)
  })

  test('in the queue are heard one after the other', async () => {
    const { player, arrivals } = createStage()
    const endings = ['First.', 'Second.', 'Third.'].map(text => player.speakAsync(text, { mode: 'enqueue' }))
    const order: string[] = []
    for (const [index, ending] of endings.entries()) void ending.then(reason => order.push(`${index} ${reason}`))
    await until(player, ({ utterance, status }) => utterance === 3 && status === 'ended')
    expect(order).toEqual(['0 finished', '1 finished', '2 finished'])
    expect(arrivals.map(({ input }) => input)).toEqual(['First.', 'Second.', 'Third.'])
  })

  test('that wait are dropped by stop, and replaced by what is to be heard now', async () => {
    const { player } = createStage()
    const first = [player.speakAsync('One.'), player.speakAsync('Two.', { mode: 'enqueue' })]
    player.stop()
    expect(await Promise.all(first)).toEqual(['stopped', 'stopped'])
    const second = [player.speakAsync('One.'), player.speakAsync('Two.', { mode: 'enqueue' })]
    const last = player.speakAsync('Three.')
    expect(await Promise.all(second)).toEqual(['replaced', 'replaced'])
    await until(player, status('ended'))
    expect(await last).toBe('finished')
  })

  test('a signal takes one out, whether it is heard, waits, or is late; what is behind it is heard', async () => {
    const { player, arrivals } = createStage()
    const [now, waiting, late] = [new AbortController(), new AbortController(), AbortSignal.abort()]
    const endings = [
      player.speakAsync('Now.', { signal: now.signal }),
      player.speakAsync('Waiting.', { mode: 'enqueue', signal: waiting.signal }),
      player.speakAsync('Last.', { mode: 'enqueue' }),
      player.speakAsync('Late.', { signal: late }),
    ]
    await until(player, status('playing'))
    waiting.abort()
    now.abort()
    await until(player, status('ended'))
    expect(await Promise.all(endings)).toEqual(['stopped', 'stopped', 'finished', 'stopped'])
    expect(arrivals.map(({ input }) => input)).toEqual(['Now.', 'Last.'])
    expect(player.getSnapshot().utterance).toBe(3)
  })
})

describe('several players', () => {
  test('on one sink interrupt each other', async () => {
    const { player, sink, another } = createStage()
    const ending = player.speakAsync('The first one speaks here.')
    await until(player, status('playing'))
    const other = another({ sink })
    other.speak('And the other.')
    expect(await ending).toBe('interrupted')
    expect(player.getSnapshot()).toMatchObject({ status: 'idle', endReason: 'interrupted' })
    await until(other, status('ended'))
  })

  test('with sinks of their own sound together, unless they are exclusive', async () => {
    const { player, sink, another } = createStage()
    player.speak('The first one speaks here.')
    const free = another()
    free.speak('And the other, at the same time.')
    await until(free, status('playing'))
    expect(sink.track.audible).toBe(true)
    const [one, two] = [another({ exclusive: 'interrupt' }), another({ exclusive: 'interrupt' })]
    const ending = one.speakAsync('The first one speaks here.')
    await until(one, status('playing'))
    two.speak('And the other.')
    expect(await ending).toBe('interrupted')
    expect(free.getSnapshot().status).toBe('playing')
    two.stop()
  })

  test('that queue wait for their turn, unlock within the gesture, and ask for nothing before', async () => {
    const { another, arrivals } = createStage()
    const players = [1, 2, 3].map(() => another({ exclusive: 'queue' }))
    const endings = players.map((player, index) => player.speakAsync(`Number ${index}.`))
    const [first, second, third] = players
    if (!first || !second || !third) throw new Error('Three were made')
    await until(first, status('playing'))
    expect(arrivals.map(({ input }) => input)).toEqual(['Number 0.'])
    expect(second.getSnapshot().status).toBe('loading')
    second.stop()
    await until(first, status('ended'))
    await until(third, status('ended'))
    expect(await Promise.all(endings)).toEqual(['finished', 'stopped', 'finished'])
    expect(arrivals.map(({ input }) => input)).toEqual(['Number 0.', 'Number 2.'])
  })

  test('that wait in a queue stay there when somebody interrupts whoever speaks', async () => {
    const { another } = createStage()
    const [first, second] = [another({ exclusive: 'interrupt' }), another({ exclusive: 'queue' })]
    const third = another({ exclusive: 'interrupt' })
    first.speak('The first one speaks here.')
    second.speak('The second one waits.')
    await until(first, status('playing'))
    third.speak('The third one does not.')
    expect(first.getSnapshot().endReason).toBe('interrupted')
    expect(second.getSnapshot().status).toBe('loading')
    await until(third, status('ended'))
    await until(second, status('ended'))
  })
})
