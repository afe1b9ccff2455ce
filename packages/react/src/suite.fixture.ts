import type { ReactElement, ReactNode } from 'react'
import { afterEach, beforeAll, beforeEach, vi } from 'vitest'
import type { UseSpeech, UseSpeechOptions } from './index.ts'
import { type Bundle, createPage, type Page } from './page.fixture.ts'

export const text = 'One short sentence. Another one follows it, a little longer. The third is the last of all.'

/** What a suite works with: one React for all of its tests, and for each a page and a clock of its own. */
export interface Suite {
  readonly bundle: Bundle
  readonly page: Page
  /** What the hook of `probe` gave last. */
  readonly speech: UseSpeech
  /** How often that was. */
  readonly renders: number
  /** To be called at each render. */
  seen(now?: UseSpeech): void
  /** Lets time pass, step by step: what happens within one `act` is rendered once. */
  pass(ms: number): Promise<void>
  act(action: () => void): Promise<void>
  /** A component that speaks. */
  probe(options?: UseSpeechOptions): ReactElement
  /** Below a provider of the page's client and sink. */
  provided(children?: ReactNode): ReactElement
  strict(children: ReactNode): ReactElement
  /** Renders a component that speaks, below a provider. */
  show(options?: UseSpeechOptions): ReturnType<Bundle['testing']['render']>
}

export function createSuite(load: () => Promise<Bundle>): Suite {
  let bundle: Bundle
  let page: Page
  let speech: UseSpeech
  let renders: number

  beforeAll(async () => {
    bundle = await load()
  }, 60_000)
  beforeEach(() => {
    vi.useFakeTimers()
    page = createPage()
    renders = 0
  })
  afterEach(() => {
    bundle.testing.cleanup()
    vi.useRealTimers()
  })

  const suite: Suite = {
    get bundle() {
      return bundle
    },
    get page() {
      return page
    },
    get speech() {
      return speech
    },
    get renders() {
      return renders
    },
    seen: now => {
      renders++
      if (now !== undefined) speech = now
    },
    pass: async ms => {
      for (let left = ms; left > 0; left -= 50) {
        await bundle.testing.act(() => vi.advanceTimersByTimeAsync(Math.min(left, 50)))
      }
    },
    act: action => bundle.testing.act(async () => action()),
    probe: options => bundle.React.createElement(bundle.Probe, { ...options, seen: suite.seen }),
    provided: children => {
      const { client, sink } = page
      return bundle.React.createElement(bundle.speech.SpeechProvider, { client, sink }, children)
    },
    strict: children => bundle.React.createElement(bundle.React.StrictMode, null, children),
    show: options => bundle.testing.render(suite.provided(suite.probe(options))),
  }
  return suite
}
