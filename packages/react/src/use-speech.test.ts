import { describe, expect, test, vi } from 'vitest'
import { loadReact, versions } from './page.fixture.ts'
import { createSuite, text } from './suite.fixture.ts'

describe.each(versions)('useSpeech on React %s', version => {
  const suite = createSuite(() => loadReact(version))
  const { act, pass, probe, provided, show } = suite

  test('speaks, and tells what is spoken', async () => {
    show({ voice: 'nova' })
    expect(suite.speech).toMatchObject({ status: 'idle', isPlaying: false, isBusy: false, isBlocked: false })
    await act(() => suite.speech.speak(text))
    expect(suite.speech).toMatchObject({ status: 'loading', isBusy: true, text })
    await pass(500)
    expect(suite.speech).toMatchObject({ status: 'playing', isPlaying: true, segmentIndex: 0 })
    await act(() => suite.speech.pause())
    expect(suite.speech.status).toBe('paused')
    await act(() => suite.speech.toggle())
    await pass(20_000)
    expect(suite.speech).toMatchObject({ status: 'ended', downloaded: true, endReason: 'finished' })
    expect(suite.page.asked.join(' ')).toBe(text)
  })

  test('renders at most 8 times for a clip of five seconds', async () => {
    show()
    await act(() =>
      suite.speech.speak('One sentence that is spoken here. And then one more that takes as long, and it is over.'),
    )
    await pass(20_000)
    expect(suite.speech.status).toBe('ended')
    expect(suite.speech.duration).toBeGreaterThan(4)
    expect(suite.renders).toBeLessThanOrEqual(8)
  })

  test('actions stay the same, and a handler of events may call them with its event', async () => {
    const { rerender } = show({ text })
    const { speak, play, toggle, stop, seek } = suite.speech
    rerender(provided(probe({ text, voice: 'nova' })))
    expect([suite.speech.speak, suite.speech.play, suite.speech.toggle, suite.speech.stop, suite.speech.seek]).toEqual([
      speak,
      play,
      toggle,
      stop,
      seek,
    ])
    const button = document.createElement('button')
    button.addEventListener('click', suite.speech.speak)
    await act(() => button.click())
    await pass(1_000)
    expect(suite.page.asked[0]).toBe(text.slice(0, suite.page.asked[0]?.length))
  })

  test('options are those of the last render, and the provider has defaults', async () => {
    const asked: unknown[] = []
    const client = {
      synthesize: (...parameters: Parameters<typeof suite.page.client.synthesize>) => {
        asked.push(parameters[1])
        return suite.page.client.synthesize(...parameters)
      },
    }
    const tree = (voice: string | undefined) =>
      suite.bundle.React.createElement(
        suite.bundle.speech.SpeechProvider,
        { client, sink: suite.page.sink, defaults: { voice: 'alloy', model: 'tts-1-hd' } },
        probe({ text, voice }),
      )
    const { rerender } = suite.bundle.testing.render(tree('nova'))
    rerender(tree('echo'))
    await act(() => suite.speech.play())
    await pass(500)
    expect(asked).toEqual([expect.objectContaining({ voice: 'echo', model: 'tts-1-hd', pace: 'live' })])
    expect(JSON.stringify(asked)).not.toContain('autoPlay')
  })

  test('play and toggle speak the text, then go on with it; another text begins anew', async () => {
    const { rerender } = show({ text })
    await act(() => suite.speech.toggle())
    await pass(1_000)
    await act(() => suite.speech.toggle())
    expect(suite.speech.status).toBe('paused')
    await act(() => suite.speech.play())
    await pass(20_000)
    const asked = suite.page.asked.length
    await act(() => suite.speech.play())
    expect(suite.speech.status).toBe('playing')
    expect(suite.page.asked).toHaveLength(asked)
    rerender(provided(probe({ text: 'Something else.' })))
    await act(() => suite.speech.play())
    await pass(3_000)
    expect(suite.page.asked.at(-1)).toBe('Something else.')
  })

  test('tells of start, segments, end and errors', async () => {
    const told: string[] = []
    const listeners = {
      onStart: () => told.push('start'),
      onSegment: ({ index }: { index: number }) => told.push(`segment ${index}`),
      onEnd: (reason: string) => told.push(reason),
      onError: (error: unknown) => told.push((error as Error).name),
    }
    show({ text, ...listeners })
    await act(() => suite.speech.play())
    await pass(20_000)
    await act(() => suite.speech.speak('Another.'))
    await act(() => suite.speech.speak('And another.'))
    await act(() => suite.speech.stop())
    suite.page.online = false
    await act(() => suite.speech.speak('No answer.'))
    await pass(1_000)
    const segments = suite.page.asked.length - 1
    expect(segments).toBeGreaterThan(1)
    expect(told.join()).toBe(
      ['segment 0', 'start', ...Array.from({ length: segments - 1 }, (_, index) => `segment ${index + 1}`), 'finished']
        .concat('replaced', 'stopped', 'NetworkError')
        .join(),
    )
  })

  test('an error is state, or thrown for a boundary', async () => {
    suite.page.online = false
    const caught: unknown[] = []
    show({ text })
    await act(() => suite.speech.play())
    await pass(1_000)
    expect(suite.speech).toMatchObject({ status: 'error', error: { name: 'NetworkError' } })
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => {})
    suite.bundle.testing.render(
      provided(
        suite.bundle.React.createElement(
          suite.bundle.Boundary,
          { caught: error => caught.push(error) },
          probe({ text, throwOnError: true }),
        ),
      ),
    )
    await act(() => suite.speech.play())
    await pass(1_000)
    quiet.mockRestore()
    expect(caught).toEqual([expect.objectContaining({ name: 'NetworkError' })])
  })
})
