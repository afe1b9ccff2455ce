import { createSpeechPlayer } from '@outloud/player'
import { type ReactElement, useState } from 'react'
import { isClip, siteClient } from '../engine/client.ts'
import examples from '../engine/examples.json'
import { EngineLine } from './EngineLine.tsx'
import { SeekBar } from './SeekBar.tsx'
import { Transport } from './Transport.tsx'

/** A text that can be edited and heard, on a page of the docs. */
export function Example({ name }: { readonly name: keyof typeof examples }): ReactElement {
  const { voice } = examples[name]
  const [text, setText] = useState(examples[name].text)
  const [player] = useState(() => createSpeechPlayer({ client: siteClient, exclusive: 'interrupt' }))
  const clip = isClip(text, voice)
  // Samples need no encoder, which is one file less to load.
  const speak = (): void => player.speak(text, { voice, format: clip ? 'mp3' : 'wav' })
  return (
    <section className="example not-content" aria-label="Try it">
      <label>
        <span className="name">Text</span>
        <textarea rows={2} value={text} onChange={event => setText(event.target.value)} spellCheck={false} />
      </label>
      <Transport player={player} speak={speak} />
      {name === 'player' && <SeekBar player={player} />}
      <EngineLine clip={clip} />
    </section>
  )
}
