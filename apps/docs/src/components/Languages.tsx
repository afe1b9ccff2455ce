import { SpeechProvider, useSpeech } from '@outloud/react'
import { type ReactElement, useState } from 'react'
import { espeak } from '../engine/espeak.ts'
import spoken from '../engine/languages.json'
import file from '../generated/espeak.json'
import all from '../generated/languages.json'
import { EngineLine } from './EngineLine.tsx'
import { SeekBar } from './SeekBar.tsx'
import { Transport } from './Transport.tsx'

/** espeak in its languages: some are heard at once, the rest once the engine is loaded. */
export function Languages(): ReactElement {
  return (
    <SpeechProvider client={espeak.client} exclusive="interrupt">
      <Editor />
    </SpeechProvider>
  )
}

const first = spoken[0] ?? { voice: 'de', text: '' }

function Editor(): ReactElement {
  const [{ voice, text }, set] = useState({ voice: first.voice, text: first.text })
  const clip = espeak.isClip(text, voice)
  const speech = useSpeech({ text, voice, format: clip ? 'mp3' : 'wav' })
  const choose = (chosen: string): void =>
    set({ voice: chosen, text: spoken.find(example => example.voice === chosen)?.text ?? text })
  return (
    <section className="example not-content" aria-label="Try it">
      <label>
        <span className="name">Language</span>
        <select value={voice} onChange={event => choose(event.target.value)}>
          <optgroup label="With a first clip">
            {spoken.map(example => (
              <option key={example.voice} value={example.voice}>
                {example.name}
              </option>
            ))}
          </optgroup>
          <optgroup label="All others">
            {all
              .filter(language => !spoken.some(example => example.voice === language.id))
              .map(language => (
                <option key={language.id} value={language.id}>
                  {language.name}
                </option>
              ))}
          </optgroup>
        </select>
      </label>
      <label>
        <span className="name">Text</span>
        <textarea
          rows={2}
          lang={voice}
          dir="auto"
          value={text}
          onChange={event => set({ voice, text: event.target.value })}
          spellCheck={false}
        />
      </label>
      <Transport speech={speech} />
      <SeekBar speech={speech} />
      <EngineLine worker={espeak.worker} bytes={file.bytes} clip={clip} />
      <p className="engine">
        espeak is under GPL-3.0-or-later: <a href="/generated/espeak-licence.txt">its licence</a>,{' '}
        <a href="https://github.com/echogarden-project/espeak-ng">its sources</a>,{' '}
        <a href="https://github.com/outloud/outloud/tree/main/packages/espeak">those around it</a>.
      </p>
    </section>
  )
}
