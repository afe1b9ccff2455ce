import { type Command, defineCommand } from './command.ts'
import { UsageError } from './errors.ts'

/** `outloud models`: what `--model` may be. */
export const models: Command = defineCommand(
  {
    name: 'models',
    usage: '[options]',
    summary: 'List the models of a server: ids, providers, prices, and when they are withdrawn.',
    details: [
      'Lists the models of the server at --base-url, else COMETAPI_BASE_URL, else CometAPI: what --model may be, who provides it, its price where the server tells, and when it is withdrawn. Being listed does not prove that a model can be called; outloud doctor tries one.',
    ],
    examples: [
      ['Those that speak', 'outloud models --speech'],
      ['For a program', 'outloud models --speech --json'],
    ],
    options: ['speech', 'base-url', 'json'],
    environment: ['COMETAPI_KEY', 'COMETAPI_BASE_URL'],
  },
  async (values, words, shell) => {
    if (words.length > 0) throw new UsageError(`expected no arguments, got ${JSON.stringify(words.join(' '))}`)
    await (await import('./model-list.ts')).listModels(values, shell)
  },
)
