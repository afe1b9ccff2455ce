import { SpeechProvider, useSpeech, useSpeechHighlight } from '@outloud/react'
import { type ReactElement, useRef, useState } from 'react'
import examples from '../engine/examples.json'
import { flite } from '../engine/flite.ts'
import facts from '../generated/engine.json'
import { EngineLine } from './EngineLine.tsx'
import { SeekBar } from './SeekBar.tsx'
import { Transport } from './Transport.tsx'

type Name = keyof typeof examples

/** A text that can be edited and heard, on a page of the docs. */
export function Example({ name }: { readonly name: Name }): ReactElement {
  return (
    <SpeechProvider client={flite.client} exclusive="interrupt">
      <Editor name={name} />
    </SpeechProvider>
  )
}

function Editor({ name }: { readonly name: Name }): ReactElement {
  const { voice } = examples[name]
  const [text, setText] = useState(examples[name].text)
  const clip = flite.isClip(text, voice)
  // Samples need no encoder, which is one file less to load.
  const speech = useSpeech({ text, voice, format: clip ? 'mp3' : 'wav' })
  const shown = useRef<HTMLParagraphElement>(null)
  useSpeechHighlight(speech.player, shown, { unit: 'sentence' })
  return (
    <section className="example not-content" aria-label="Try it">
      <label>
        <span className="name">Text</span>
        <textarea rows={2} value={text} onChange={event => setText(event.target.value)} spellCheck={false} />
      </label>
      <Transport speech={speech} />
      {name === 'player' && <SeekBar speech={speech} />}
      {name === 'highlight' && (
        <p ref={shown} className="shown">
          {text}
        </p>
      )}
      <EngineLine worker={flite.worker} bytes={facts.bytes} clip={clip} />
    </section>
  )
}
