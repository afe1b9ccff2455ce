import * as testing from '@testing-library/react'
import * as React from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import * as speech from './index.ts'
import * as readme from './readme.fixture.ts'

// Everything that a test touches, so that all of it runs on the one React that the bundle was made with.
export { hydrateRoot, React, readme, renderToString, speech, testing }

/** A component that speaks, and shows each of its renders to a test. */
export function Probe(props: speech.UseSpeechOptions & { readonly seen: (now: speech.UseSpeech) => void }): null {
  const { seen, ...options } = props
  seen(speech.useSpeech(options))
  return null
}

/** A bar as an app has it: a button, a slider, and the text with what is heard standing out. */
export function Bar({ text, hz, seen }: { readonly text: string; readonly hz?: number; readonly seen?: () => void }) {
  const { player, getButtonProps, getSeekProps, stop } = speech.useSpeech({ text })
  const time = speech.useSpeechTime(player, { hz })
  const article = React.useRef<HTMLElement>(null)
  speech.useSpeechHighlight(player, article)
  seen?.()
  return (
    <section>
      <button {...getButtonProps()} />
      <input {...getSeekProps(time)} />
      <button type="button" onClick={stop}>
        Stop
      </button>
      <article ref={article}>{text}</article>
    </section>
  )
}

interface BoundaryProps {
  readonly children?: React.ReactNode
  readonly caught: (error: unknown) => void
}

/** Shows nothing once something below it has thrown. */
export class Boundary extends React.Component<BoundaryProps, { readonly failed: boolean }> {
  override state: { readonly failed: boolean } = { failed: false }
  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true }
  }
  override componentDidCatch(error: unknown): void {
    this.props.caught(error)
  }
  override render(): React.ReactNode {
    return this.state.failed ? null : this.props.children
  }
}
