import { describe, expect, test, vi } from 'vitest'
import type { UseSpeech } from './index.ts'
import { loadReact, versions } from './page.fixture.ts'
import { createSuite, text } from './suite.fixture.ts'

describe.each(versions)('the life of a component on React %s', version => {
  const suite = createSuite(() => loadReact(version))
  const { act, pass, probe, provided, show, strict } = suite

  test('autoPlay speaks once, in StrictMode too, and each text that follows', async () => {
    const tree = (text: string) => strict(provided(probe({ text, autoPlay: true })))
    const { rerender } = suite.bundle.testing.render(tree('Hello.'))
    await pass(2_000)
    expect(suite.page.asked).toEqual(['Hello.'])
    expect(suite.speech.status).toBe('ended')
    rerender(tree('Hello.'))
    await pass(2_000)
    rerender(tree('Good day.'))
    await pass(2_000)
    expect(suite.page.asked).toEqual(['Hello.', 'Good day.'])
  })

  test('what a component began ends with it, unless it is to go on', async () => {
    for (const [stopOnUnmount, status] of [
      [true, 'idle'],
      [false, 'playing'],
    ] as const) {
      const { rerender } = show({ text, stopOnUnmount })
      await act(() => suite.speech.play())
      await pass(500)
      rerender(provided())
      await pass(50)
      expect(suite.speech.player.getSnapshot().status).toBe(status)
      suite.bundle.testing.cleanup()
      await pass(20_000)
    }
  })

  test('the player of a provider is shared, and stops only with who began', async () => {
    const { createSpeechPlayer } = await import('@outloud/player')
    const player = createSpeechPlayer(suite.page)
    const both: UseSpeech[] = []
    const keep = (index: number, now: UseSpeech) => {
      both[index] = now
    }
    const one = (index: number) =>
      suite.bundle.React.createElement(suite.bundle.Probe, { key: index, seen: now => keep(index, now) })
    const tree = (...shown: number[]) =>
      suite.bundle.React.createElement(suite.bundle.speech.SpeechProvider, { player }, shown.map(one))
    const { rerender } = suite.bundle.testing.render(tree(0, 1))
    await act(() => both[0]?.speak(text))
    await pass(500)
    expect(both.map(({ status }) => status)).toEqual(['playing', 'playing'])
    rerender(tree(0))
    await pass(50)
    expect(player.getSnapshot().status).toBe('playing')
    rerender(tree())
    await pass(50)
    expect(player.getSnapshot().status).toBe('idle')
  })

  test('two speakers of one provider have states of their own and one sink', async () => {
    const both: UseSpeech[] = []
    const keep = (index: number, now: UseSpeech) => {
      both[index] = now
    }
    const one = (index: number) =>
      suite.bundle.React.createElement(suite.bundle.Probe, { key: index, seen: now => keep(index, now) })
    suite.bundle.testing.render(provided([one(0), one(1)]))
    await act(() => both[0]?.speak(text))
    await pass(500)
    expect(both.map(({ status }) => status)).toEqual(['playing', 'idle'])
    await act(() => both[1]?.speak(text))
    await pass(500)
    expect(both.map(({ status, endReason }) => [status, endReason])).toEqual([
      ['idle', 'interrupted'],
      ['playing', undefined],
    ])
  })

  test('100 mounts leave nothing', async () => {
    const players = new Set<UseSpeech['player']>()
    for (let index = 0; index < 100; index++) {
      const { unmount } = suite.bundle.testing.render(strict(provided(probe({ text }))))
      players.add(suite.speech.player)
      await act(() => suite.speech.play())
      await pass(index % 2 === 0 ? 200 : 0)
      unmount()
      await pass(10)
    }
    expect(players.size).toBe(100)
    expect([...players].map(player => player.getSnapshot().status)).toEqual(Array(100).fill('idle'))
    expect(suite.page.sink.tracks.filter(({ closed }) => !closed)).toEqual([])
    await pass(61_000)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('nobody listens any more to a player that stays', async () => {
    const { createSpeechPlayer } = await import('@outloud/player')
    const player = createSpeechPlayer(suite.page)
    let listeners = 0
    const counted = (subscribe: typeof player.subscribe) => (listener: () => void) => {
      listeners++
      const unsubscribe = subscribe(listener)
      return () => {
        listeners--
        unsubscribe()
      }
    }
    Object.assign(player, {
      subscribe: counted(player.subscribe),
      subscribeTime: counted(player.subscribeTime),
    })
    const bar = suite.bundle.React.createElement(suite.bundle.Bar, { text })
    const { unmount } = suite.bundle.testing.render(
      strict(suite.bundle.React.createElement(suite.bundle.speech.SpeechProvider, { player }, bar)),
    )
    expect(listeners).toBeGreaterThan(2)
    unmount()
    expect(listeners).toBe(0)
  })

  // React 18 has none.
  if (version === '19')
    test('what an <Activity> hides is silent, and speaks again when it is shown', async () => {
      const tree = (mode: 'visible' | 'hidden') =>
        provided(suite.bundle.React.createElement(suite.bundle.React.Activity, { mode, children: probe({ text }) }))
      const { rerender } = suite.bundle.testing.render(tree('visible'))
      await act(() => suite.speech.play())
      await pass(500)
      expect(suite.page.sink.track.audible).toBe(true)
      rerender(tree('hidden'))
      await pass(50)
      expect(suite.page.sink.track.audible).toBe(false)
      rerender(tree('visible'))
      await pass(50)
      expect(suite.speech.status).toBe('idle')
      await act(() => suite.speech.play())
      await pass(500)
      expect(suite.speech.status).toBe('playing')
    })

  test('a server renders it idle, and a page takes it over without a word', async () => {
    vi.useRealTimers()
    const errors = vi.spyOn(console, 'error')
    const tree = strict(
      provided([
        suite.bundle.React.createElement(suite.bundle.Bar, { key: 0, text }),
        suite.bundle.React.createElement(suite.bundle.speech.SpeechButton, { key: 1, text }),
      ]),
    )
    const { window, document } = globalThis
    Object.assign(globalThis, { window: undefined, document: undefined })
    const html = suite.bundle.renderToString(tree)
    Object.assign(globalThis, { window, document })
    expect(html).toContain('aria-label="Listen"')
    expect(html).toContain('aria-valuetext="0:00 of 0:00"')
    const container = document.createElement('div')
    container.innerHTML = html
    const before = container.querySelector('button')
    const root = await suite.bundle.testing.act(async () => suite.bundle.hydrateRoot(container, tree))
    expect(container.querySelector('button')).toBe(before)
    expect(errors.mock.calls).toEqual([])
    errors.mockRestore()
    await act(() => root.unmount())
  })
})
