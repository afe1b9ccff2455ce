import type { ReactNode } from 'react'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { UseSpeech, UseSpeechOptions } from './index.ts'
import { createPage, loadReact, type Page, versions } from './page.fixture.ts'

const text = 'One short sentence. Another one follows it, a little longer. The third is the last of all.'

describe.each(versions)('useSpeech on React %s', version => {
  let bundle: Awaited<ReturnType<typeof loadReact>>
  let page: Page
  let speech: UseSpeech
  let renders: number

  beforeAll(async () => {
    bundle = await loadReact(version)
  })
  beforeEach(() => {
    vi.useFakeTimers()
    page = createPage()
    renders = 0
  })
  afterEach(() => {
    bundle.testing.cleanup()
    vi.useRealTimers()
  })

  const pass = (ms: number) => bundle.testing.act(() => vi.advanceTimersByTimeAsync(ms))
  const act = (action: () => void) => bundle.testing.act(async () => action())

  const seen = (now: UseSpeech) => {
    renders++
    speech = now
  }
  const h = (options: UseSpeechOptions) => bundle.React.createElement(bundle.Probe, { ...options, seen })
  const provided = (children: ReactNode) =>
    bundle.React.createElement(bundle.speech.SpeechProvider, { client: page.client, sink: page.sink }, children)
  const show = (options: UseSpeechOptions = {}) => bundle.testing.render(provided(h(options)))

  test('speaks, and tells what is spoken', async () => {
    show({ voice: 'nova' })
    expect(speech).toMatchObject({ status: 'idle', isPlaying: false, isBusy: false, isBlocked: false })
    await act(() => speech.speak(text))
    expect(speech).toMatchObject({ status: 'loading', isBusy: true, text })
    await pass(500)
    expect(speech).toMatchObject({ status: 'playing', isPlaying: true, segmentIndex: 0 })
    await act(() => speech.pause())
    expect(speech.status).toBe('paused')
    await act(() => speech.toggle())
    await pass(20_000)
    expect(speech).toMatchObject({ status: 'ended', downloaded: true, endReason: 'finished' })
    expect(page.asked.join(' ')).toBe(text)
  })

  test('renders at most 8 times for a clip of five seconds', async () => {
    show()
    await act(() =>
      speech.speak('One sentence that is spoken here. And then one more that takes as long, and it is over.'),
    )
    await pass(20_000)
    expect(speech.status).toBe('ended')
    expect(speech.duration).toBeGreaterThan(4)
    expect(renders).toBeLessThanOrEqual(8)
  })

  test('actions stay the same, and a handler of events may call them with its event', async () => {
    const { rerender } = show({ text })
    const { speak, play, toggle, stop, seek } = speech
    rerender(provided(h({ text, voice: 'nova' })))
    expect([speech.speak, speech.play, speech.toggle, speech.stop, speech.seek]).toEqual([
      speak,
      play,
      toggle,
      stop,
      seek,
    ])
    const button = document.createElement('button')
    button.addEventListener('click', speech.speak)
    await act(() => button.click())
    await pass(1_000)
    expect(page.asked[0]).toBe(text.slice(0, page.asked[0]?.length))
  })

  test('options are those of the last render, and the provider has defaults', async () => {
    const asked: unknown[] = []
    const client = {
      synthesize: (...parameters: Parameters<typeof page.client.synthesize>) => {
        asked.push(parameters[1])
        return page.client.synthesize(...parameters)
      },
    }
    const tree = (voice: string | undefined) =>
      bundle.React.createElement(
        bundle.speech.SpeechProvider,
        { client, sink: page.sink, defaults: { voice: 'alloy', model: 'tts-1-hd' } },
        h({ text, voice }),
      )
    const { rerender } = bundle.testing.render(tree('nova'))
    rerender(tree('echo'))
    await act(() => speech.play())
    await pass(500)
    expect(asked).toEqual([expect.objectContaining({ voice: 'echo', model: 'tts-1-hd', pace: 'live' })])
    expect(JSON.stringify(asked)).not.toContain('autoPlay')
  })

  test('play and toggle speak the text, then go on with it; another text begins anew', async () => {
    const { rerender } = show({ text })
    await act(() => speech.toggle())
    await pass(1_000)
    await act(() => speech.toggle())
    expect(speech.status).toBe('paused')
    await act(() => speech.play())
    await pass(20_000)
    const asked = page.asked.length
    await act(() => speech.play())
    expect(speech.status).toBe('playing')
    expect(page.asked).toHaveLength(asked)
    rerender(provided(h({ text: 'Something else.' })))
    await act(() => speech.play())
    await pass(3_000)
    expect(page.asked.at(-1)).toBe('Something else.')
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
    await act(() => speech.play())
    await pass(20_000)
    await act(() => speech.speak('Another.'))
    await act(() => speech.speak('And another.'))
    await act(() => speech.stop())
    page.online = false
    await act(() => speech.speak('No answer.'))
    await pass(1_000)
    const segments = page.asked.length - 1
    expect(segments).toBeGreaterThan(1)
    expect(told.join()).toBe(
      ['segment 0', 'start', ...Array.from({ length: segments - 1 }, (_, index) => `segment ${index + 1}`), 'finished']
        .concat('replaced', 'stopped', 'NetworkError')
        .join(),
    )
  })

  test('an error is state, or thrown for a boundary', async () => {
    page.online = false
    const caught: unknown[] = []
    show({ text })
    await act(() => speech.play())
    await pass(1_000)
    expect(speech).toMatchObject({ status: 'error', error: { name: 'NetworkError' } })
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => {})
    bundle.testing.render(
      provided(
        bundle.React.createElement(
          bundle.Boundary,
          { caught: error => caught.push(error) },
          h({ text, throwOnError: true }),
        ),
      ),
    )
    await act(() => speech.play())
    await pass(1_000)
    quiet.mockRestore()
    expect(caught).toEqual([expect.objectContaining({ name: 'NetworkError' })])
  })
})
