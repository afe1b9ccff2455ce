import { once } from 'node:events'
import { type Command, defineCommand } from './command.ts'
import { errorCode, Failure, UsageError } from './errors.ts'

/** `outloud serve`: the embedded engine as a server of the OpenAI audio API. */
export const serve: Command = defineCommand(
  {
    name: 'serve',
    usage: '[options]',
    summary: 'Serve the embedded engine with the OpenAI audio API.',
    details: [
      'Serves the embedded engine with the OpenAI audio API: POST /v1/audio/speech, GET /v1/models. It asks for no key, so it listens on this machine alone unless --host says otherwise. Ctrl-C gives answers under way ten seconds to end; a second Ctrl-C does not wait.',
    ],
    examples: [
      ['On the default port', 'outloud serve'],
      ['Speak with it from elsewhere', 'outloud speak "Hello." --base-url http://127.0.0.1:8484/v1 -o hello.mp3'],
    ],
    options: ['port', 'host'],
  },
  async ({ port, host }, words, { stdout, stderr, signal }) => {
    if (words.length > 0) throw new UsageError(`expected no arguments, got ${JSON.stringify(words.join(' '))}`)
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new UsageError(`--port: expected a whole number from 0 to 65535, got ${port}`)
    }
    const [{ createSpeechServer }, { serve: listen }, { createFliteEngine }] = await Promise.all([
      import('@outloud/server'),
      import('@outloud/server/node'),
      import('@outloud/flite'),
    ])
    const server = createSpeechServer({ engine: createFliteEngine() })
    try {
      const listening = await listen(server, { port, host }).catch(error => {
        throw listenFailure(error, port, host)
      })
      if (!isLoopback(host)) {
        stderr.write(`outloud: ${host} can be reached from other machines, and no key is asked for\n`)
      }
      stdout.write(greeting(listening.url))
      if (!signal.aborted) await once(signal, 'abort')
      await listening.close()
    } finally {
      await server.close()
    }
  },
)

const greeting = (url: string): string => `Speech on ${url}/v1 (Ctrl-C stops it). Try:

  curl ${url}/v1/audio/speech -H 'content-type: application/json' \\
    -d '{"model":"tts-1","voice":"alloy","input":"Hello, world."}' -o hello.mp3
`

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

/** Why a server cannot listen, in words. */
const listenReasons: Readonly<Record<string, string>> = {
  EACCES: 'it needs more rights: choose a --port from 1024',
  EADDRINUSE: 'it is in use: choose another --port, or 0 for any free one',
  EADDRNOTAVAIL: 'this machine has no such address: choose another --host',
  ENOTFOUND: 'there is no such address: choose another --host',
}

function listenFailure(error: unknown, port: number, host: string): unknown {
  const reason = listenReasons[errorCode(error) ?? '']
  return reason === undefined
    ? error
    : new Failure(`cannot listen on ${host} port ${port}: ${reason}`, { cause: error })
}
