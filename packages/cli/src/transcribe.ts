import { type Command, defineCommand } from './command.ts'

const shared = ['output', 'transcript-format', 'listening-model', 'prompt', 'base-url', 'force'] as const

const details = (what: string) =>
  `${what} The file is one of flac, mp3, mp4, mpeg, mpga, m4a, ogg, wav or webm, of at most 25 MiB; it is uploaded once, unless the server certainly did not take it. A server does it, at --base-url or CometAPI: the embedded engine only speaks.`

/** `outloud transcribe`: what a recording says. */
export const transcribe: Command = defineCommand(
  {
    name: 'transcribe',
    usage: '<file> [options]',
    summary: 'Write down what a recording says.',
    details: [details('Writes down what a recording says, in the language that is spoken.')],
    examples: [
      ['The words', 'outloud transcribe meeting.mp3'],
      ['Subtitles, of speech in German', 'outloud transcribe talk.m4a --language de -o talk.srt'],
      ['Names that are spelt right', 'outloud transcribe call.wav --prompt "Ines Vane, CometAPI"'],
    ],
    options: [...shared, 'language'],
    environment: ['COMETAPI_KEY', 'COMETAPI_BASE_URL'],
  },
  async (values, files, shell) => {
    const { writeDown } = await import('./write-down.ts')
    const { language } = values
    await writeDown(values, files, shell, (client, audio, options) =>
      client.transcribe(audio, { ...options, language }),
    )
  },
)

/** `outloud translate`: what a recording says, in English. */
export const translate: Command = defineCommand(
  {
    name: 'translate',
    usage: '<file> [options]',
    summary: 'Write down in English what a recording says in any language.',
    details: [details('Writes down in English what a recording says in any language.')],
    examples: [['English subtitles', 'outloud translate interview.mp3 -o interview.vtt']],
    options: shared,
    environment: ['COMETAPI_KEY', 'COMETAPI_BASE_URL'],
  },
  async (values, files, shell) => {
    const { writeDown } = await import('./write-down.ts')
    await writeDown(values, files, shell, (client, audio, options) => client.translate(audio, options))
  },
)
