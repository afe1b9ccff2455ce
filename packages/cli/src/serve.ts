import { type Command, defineCommand } from './command.ts'

/** `outloud serve`: an engine as a server of the OpenAI audio API. */
export const serve: Command = defineCommand(
  {
    name: 'serve',
    usage: '[options]',
    summary: 'Serve an engine with the OpenAI audio API.',
    details: [
      'Serves an engine of this machine with the OpenAI audio API: POST /v1/audio/speech, GET /v1/models, GET /health and /ready. It asks for no key unless it is given one, so it listens on this machine alone unless --host says otherwise. Ctrl-C gives answers under way ten seconds to end; a second Ctrl-C does not wait.',
    ],
    examples: [
      ['On the default port', 'outloud serve'],
      ['Speak with it from elsewhere', 'outloud speak "Hello." --base-url http://127.0.0.1:8484/v1 -o hello.mp3'],
      ['For a page that is being built', 'outloud serve --cors http://localhost:5173 --log'],
      ['To see what becomes of failures', 'outloud serve --fail rate=0.2,status=429'],
    ],
    options: ['port', 'host', 'local-engine', 'api-key', 'answers-at-once', 'queue', 'cors', 'log', 'fail'],
    environment: ['OUTLOUD_API_KEY'],
  },
  async (values, words, shell) => {
    const { startServing } = await import('./serving.ts')
    await startServing(values, words, shell)
  },
)
