import { type Command, defineCommand } from './command.ts'

/** `outloud serve`: an engine, or what a server once answered, as a server of the OpenAI audio API. */
export const serve: Command = defineCommand(
  {
    name: 'serve',
    usage: '[options]',
    summary: 'Serve an engine with the OpenAI audio API.',
    details: [
      'Serves an engine of this machine with the OpenAI audio API: POST /v1/audio/speech, GET /v1/models, GET /health and /ready. It asks for no key unless it is given one, so it listens on this machine alone unless --host says otherwise. Ctrl-C gives answers under way ten seconds to end; a second Ctrl-C does not wait.',
      'With --record it asks a real server instead, and keeps what that answers; with --replay it answers the same requests from there, byte for byte, so that tests run against the answers of a real server without its key. What was not recorded is answered with 412.',
    ],
    examples: [
      ['On the default port', 'outloud serve'],
      ['Speak with it from elsewhere', 'outloud speak "Hello." --base-url http://127.0.0.1:8484/v1 -o hello.mp3'],
      ['For a page that is being built', 'outloud serve --cors http://localhost:5173 --log'],
      ['To see what becomes of failures', 'outloud serve --fail rate=0.2,status=429'],
      ['Record a real server, once', 'COMETAPI_KEY=... outloud serve --record recordings'],
      ['Test against what it answered', 'outloud serve --replay recordings'],
    ],
    options: [
      'port',
      'host',
      'local-engine',
      'api-key',
      'answers-at-once',
      'queue',
      'cors',
      'log',
      'fail',
      'record',
      'base-url',
      'replay',
      'pace',
    ],
    environment: ['COMETAPI_KEY', 'COMETAPI_BASE_URL', 'OUTLOUD_API_KEY'],
  },
  async (values, words, shell) => {
    const { startServing } = await import('./serving.ts')
    await startServing(values, words, shell)
  },
)
