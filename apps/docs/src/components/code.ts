/** What the playground is set to. */
export interface Settings {
  readonly text: string
  readonly voice: string
  readonly format: string
  readonly speed: number
  /** A server on the reader's machine; empty for the embedded engine. */
  readonly address: string
}

const quoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
const shell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

const options = ({ voice, format, speed }: Settings): string =>
  `{ voice: ${quoted(voice)}, format: ${quoted(format)}${speed === 1 ? '' : `, speed: ${speed}`} }`

/** The same in other places, by the name of its tab. */
export const codeOf: Readonly<Record<string, (settings: Settings) => string>> = {
  React: settings => `import { SpeechProvider, useSpeech } from '@outloud/react'

function Listen() {
  const { speak } = useSpeech()
  return (
    <button type="button" onClick={() => speak(${quoted(settings.text)}, ${options(settings)})}>
      Listen
    </button>
  )
}

export const App = () => (
  <SpeechProvider endpoint="/api/speech">
    <Listen />
  </SpeechProvider>
)`,
  Node: settings => `import { writeFile } from 'node:fs/promises'
import { createSpeechClient } from '@outloud/core'

const client = createSpeechClient({ ${
    settings.address === '' ? 'apiKey: process.env.COMETAPI_KEY' : `baseURL: ${quoted(settings.address)}`
  } })
const speech = client.synthesize(${quoted(settings.text)}, ${options(settings)})
await writeFile('speech.${settings.format}', await speech.bytes())`,
  Shell: ({ text, voice, format, speed, address }) =>
    `npx outloud speak ${shell(text)} --voice ${voice}${speed === 1 ? '' : ` --speed ${speed}`}${
      address === '' ? '' : ` --base-url ${address}`
    } -o speech.${format}`,
  curl: ({ text, voice, format, speed, address }) => {
    const base = address === '' ? 'https://api.cometapi.com/v1' : address
    const body = JSON.stringify({ model: 'tts-1', voice, input: text, response_format: format, speed })
    const key = address === '' ? ` -H "authorization: Bearer $COMETAPI_KEY" \\\n ` : ''
    return `curl ${base}/audio/speech \\\n ${key} -H 'content-type: application/json' \\\n  -d ${shell(body)} -o speech.${format}`
  },
}
