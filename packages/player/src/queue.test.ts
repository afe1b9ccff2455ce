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

  const long = 'The first one is spoken for a good deal longer than the second, so that there is time. '.repeat(3)

  test('the next is asked for near the end of the one before, one ahead, and follows without a wait', async () => {
    const stage = createStage()
    const { player, sink, arrivals } = stage
    player.speak(long)
    player.speak('Second.', { mode: 'enqueue' })
    player.speak('Third.', { mode: 'enqueue' })
    const isAsked = (text: string) => arrivals.some(({ input }) => input === text)
    // Whoever stops early has not asked for it.
    await until(player, () => player.getTime().currentTime > 3)
    expect(player.getSnapshot().downloaded).toBe(true)
    expect(isAsked('Second.')).toBe(false)
    await until(player, () => isAsked('Second.'))
    const { duration = 0, utterance } = player.getSnapshot()
    expect(utterance).toBe(1)
    expect(duration - player.getTime().currentTime).toBeGreaterThan(4)
    // What comes from now on never ends: the second is there, and nothing has asked for the third.
    stage.answer = async () => new Response(new ReadableStream())
    await until(player, ({ utterance, status }) => utterance === 2 && status === 'playing')
    expect(sink.track.bufferedEnd).toBeGreaterThan(0.3)
    expect(arrivals.filter(({ input }) => input === 'Second.')).toHaveLength(1)
    player.stop()
  })

  test('what is asked for ahead comes ahead, and is given up with the utterance', async () => {
    const stage = createStage()
    const { player, arrivals } = stage
    player.speak(long)
    const signal = new AbortController()
    const ending = player.speakAsync('Second.', { mode: 'enqueue', signal: signal.signal })
    await until(player, ({ downloaded }) => downloaded)
    let pieces = 0
    const pull = (body: ReadableStreamDefaultController<Uint8Array>) => {
      body.enqueue(new Uint8Array(480))
      // The rest never comes.
      return ++pieces < 50 ? undefined : new Promise<void>(() => {})
    }
    const headers = { 'content-type': 'audio/pcm' }
    stage.answer = async () => new Response(new ReadableStream({ pull }), { headers })
    await until(player, () => pieces === 50)
    expect(player.getSnapshot().utterance).toBe(1)
    expect(arrivals.at(-1)?.aborted).toBe(false)
    signal.abort()
    expect(await ending).toBe('stopped')
    expect(arrivals.at(-1)?.aborted).toBe(true)
    await until(player, status('ended'))
  })

  test('what fails ahead fails when its turn comes, and can be tried again', async () => {
    const stage = createStage()
    const { player } = stage
    player.speak(long)
    player.speak('Second.', { mode: 'enqueue' })
    await until(player, ({ downloaded }) => downloaded)
    stage.answer = async () => new Response('{}', { status: 400 })
    await until(player, status('error'))
    expect(player.getSnapshot()).toMatchObject({ utterance: 2, error: { name: 'APIError', status: 400 } })
    stage.answer = undefined
    player.retry()
    await until(player, status('ended'))
    expect(player.getTime().duration).toBeGreaterThan(0.3)
  })

  test('everything is known to be there as soon as the last byte is', async () => {
    const { player } = createStage({ maxAhead: 1 })
    // One answer that is longer than what may wait to be heard.
    player.speak('One answer of quite some length, all of which comes at once')
    await until(player, ({ downloaded }) => downloaded)
    expect(player.getTime().currentTime).toBeLessThan(1)
    expect(player.getTime().duration).toBeGreaterThan(2.5)
    player.stop()
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
      player.speakAsync(long, { signal: now.signal }),
      player.speakAsync('Waiting.', { mode: 'enqueue', signal: waiting.signal }),
      player.speakAsync('Last.', { mode: 'enqueue' }),
      player.speakAsync('Late.', { signal: late }),
    ]
    await until(player, status('playing'))
    waiting.abort()
    now.abort()
    await until(player, status('ended'))
    expect(await Promise.all(endings)).toEqual(['stopped', 'stopped', 'finished', 'stopped'])
    const asked = arrivals.map(({ input }) => input)
    expect(asked.at(-1)).toBe('Last.')
    expect(asked).not.toContain('Waiting.')
    expect(asked).not.toContain('Late.')
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
