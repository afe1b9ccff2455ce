import type { AudioFormat } from '@outloud/core'
import { createSpeechPlayer } from '@outloud/player'
import { SpeechProvider, useSpeech } from '@outloud/react'
import { type ReactElement, useState, useSyncExternalStore } from 'react'
import examples from '../engine/examples.json'
import { flite } from '../engine/flite.ts'
import facts from '../generated/engine.json'
import { Code } from './Code.tsx'
import type { Settings } from './code.ts'
import { EngineLine } from './EngineLine.tsx'
import { Figures } from './Figures.tsx'
import { SeekBar } from './SeekBar.tsx'
import { Sound } from './Sound.tsx'
import { createRemembering, parseAddress, type Remembering } from './server.ts'
import { Transport } from './Transport.tsx'

const formats: readonly AudioFormat[] = ['mp3', 'wav', 'pcm', 'opus', 'aac', 'flac']

/** Where this page is; what the build writes is where the site is published. */
const useOrigin = (): string =>
  useSyncExternalStore(
    () => () => {},
    () => location.origin,
    () => 'https://outloud.github.io',
  )

/** Everything to try, without a key. */
export function Playground(): ReactElement {
  const [{ player, client }] = useState(() => {
    const client = createRemembering()
    // What was kept is kept by the client; a player that keeps as well would not ask a server that was changed.
    return { client, player: createSpeechPlayer({ client, cache: { maxBytes: 0 } }) }
  })
  return (
    <SpeechProvider player={player}>
      <Form client={client} />
    </SpeechProvider>
  )
}

function Form({ client }: { readonly client: Remembering }): ReactElement {
  const [settings, setSettings] = useState<Settings & { readonly format: AudioFormat }>({
    ...examples.playground,
    format: 'mp3',
    speed: 1,
    address: '',
  })
  const { text, voice, format, speed, address } = settings
  const baseURL = parseAddress(address)
  const wrong = address !== '' && baseURL === undefined
  const origin = useOrigin()
  const speech = useSpeech({ text, voice, format, ...(speed === 1 ? {} : { speed }) })
  const { player } = speech
  const set = (change: Partial<typeof settings>): void => setSettings({ ...settings, ...change })
  const speak = (): void => {
    client.ask(baseURL)
    speech.speak()
  }

  return (
    <section className="example not-content" aria-label="Playground">
      <label>
        <span className="name">Text</span>
        <textarea rows={4} value={text} onChange={event => set({ text: event.target.value })} spellCheck={false} />
      </label>
      <div className="fields">
        <label>
          <span className="name">Voice</span>
          <select value={voice} onChange={event => set({ voice: event.target.value })}>
            {facts.voices.map(name => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          <span className="name">Format</span>
          <select
            value={format}
            onChange={event => set({ format: formats.find(name => name === event.target.value) ?? 'mp3' })}
          >
            {formats.map(name => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          <span className="name">Speed: {speed} ×</span>
          <input
            type="range"
            min={0.25}
            max={4}
            step={0.05}
            value={speed}
            onChange={event => set({ speed: event.target.valueAsNumber })}
          />
        </label>
        <label className="wide">
          <span className="name">Speech server on your machine, if there is one</span>
          <input
            type="text"
            inputMode="url"
            placeholder="http://127.0.0.1:8484/v1"
            value={address}
            aria-invalid={wrong}
            onChange={event => set({ address: event.target.value.trim() })}
          />
          <span className="hint">
            {wrong
              ? 'Expected an address that begins with http://127.0.0.1: the page may ask no other.'
              : 'Left empty, the embedded engine speaks. Start yours with '}
            {!wrong && <code>npx outloud serve --cors {origin}</code>}
          </span>
        </label>
      </div>
      <Transport speech={speech} speak={speak} />
      <SeekBar speech={speech} />
      <Figures player={player} />
      <Sound player={player} client={client} format={format} />
      {baseURL === undefined && (
        <EngineLine
          worker={flite.worker}
          bytes={facts.bytes}
          clip={flite.isClip(text, voice) && format === 'mp3' && speed === 1}
        />
      )}
      <Code settings={settings} />
    </section>
  )
}
