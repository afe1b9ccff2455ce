import { type Command, defineCommand } from './command.ts'
import { UsageError } from './errors.ts'

/** The names that the protocol documents; a server may know others. */
const protocolVoices = [
  'alloy',
  'ash',
  'ballad',
  'cedar',
  'coral',
  'echo',
  'fable',
  'marin',
  'nova',
  'onyx',
  'sage',
  'shimmer',
  'verse',
] as const

/** `outloud voices`: what `--voice` may be. */
export const voices: Command = defineCommand(
  {
    name: 'voices',
    usage: '[options]',
    summary: 'List the voices of an engine.',
    details: [
      'Lists what --voice may be: for an engine on this machine its voices and their languages; for a server the thirteen names that the protocol documents, which not every server has, and besides which it may have others.',
    ],
    examples: [
      ['Of the embedded engine', 'outloud voices --engine flite'],
      ['For a program', 'outloud voices --json'],
    ],
    options: ['engine', 'base-url', 'json'],
    environment: ['COMETAPI_KEY', 'COMETAPI_BASE_URL'],
  },
  async (values, words, shell) => {
    if (words.length > 0) throw new UsageError(`expected no arguments, got ${JSON.stringify(words.join(' '))}`)
    const [{ chooseEngine }, { startEngine }, { table }] = await Promise.all([
      import('./engine.ts'),
      import('./local-engine.ts'),
      import('./table.ts'),
    ])
    const { local } = chooseEngine({ ...values, 'cache-dir': undefined }, shell)
    if (local === undefined) {
      const known = protocolVoices.map(id => ({ id }))
      shell.stdout.write(values.json === true ? `${JSON.stringify(known)}\n` : `${protocolVoices.join('\n')}\n`)
      return
    }
    const engine = await startEngine(local)
    try {
      const known = engine.voices.map(({ id, language }) => ({ id, language }))
      const rows = known.map(({ id, language }) => [id, language])
      shell.stdout.write(values.json === true ? `${JSON.stringify(known)}\n` : table(['voice', 'language'], rows))
    } finally {
      await engine.close()
    }
  },
)
