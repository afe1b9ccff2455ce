import { once } from 'node:events'
import { createSpeechServer, type FailOptions, parseFail, type SpeechServerOptions } from '@outloud/server'
import { isLoopback, serve } from '@outloud/server/node'
import { errorCode, Failure, UsageError } from './errors.ts'
import { startEngine } from './local-engine.ts'
import type { Values } from './options.ts'
import type { Shell } from './shell.ts'

/** What it is told. */
type ServeValues = Values<
  'port' | 'host' | 'local-engine' | 'api-key' | 'answers-at-once' | 'queue' | 'cors' | 'log' | 'fail'
>

/** Serves until the shell wants it to end. */
export async function startServing(values: ServeValues, words: readonly string[], shell: Shell): Promise<void> {
  const { port, host, log } = values
  const { stdout, stderr, signal, env } = shell
  if (words.length > 0) throw new UsageError(`expected no arguments, got ${JSON.stringify(words.join(' '))}`)
  for (const [name, value, most] of [
    ['port', port, 65_535],
    ['queue', values.queue, 1_000_000],
  ] as const) {
    if (Number.isInteger(value) && value >= 0 && value <= most) continue
    throw new UsageError(`--${name}: expected a whole number from 0 to ${most}, got ${value}`)
  }
  const apiKey = values['api-key'] ?? (env.OUTLOUD_API_KEY || undefined)
  const server = await openServer({
    engine: await startEngine(values['local-engine']),
    apiKey,
    concurrency: values['answers-at-once'],
    queue: values.queue,
    cors: values.cors?.split(',').map(origin => origin.trim()),
    fail: values.fail === undefined ? undefined : failOf(values.fail),
    onRequest: log === true ? request => stderr.write(`${JSON.stringify(request)}\n`) : undefined,
    onError: (error, { requestId }) => stderr.write(`outloud: ${requestId} failed: ${String(error)}\n`),
  })
  try {
    const listening = await serve(server, { port, host }).catch(error => {
      throw listenFailure(error, port, host)
    })
    if (!isLoopback(host) && apiKey === undefined) {
      stderr.write(`outloud: ${host} can be reached from other machines, and no key is asked for\n`)
    }
    stdout.write(greeting(listening.url, apiKey !== undefined))
    if (!signal.aborted) await once(signal, 'abort')
    await listening.close()
  } finally {
    await server.close()
  }
}

/** How the server's options are called here. */
const optionNames: Readonly<Record<string, string>> = {
  apiKey: '--api-key',
  concurrency: '--concurrency',
  cors: '--cors',
  fail: '--fail',
}

/** What a library calls wrong is wrong on the command line. */
function refused(error: unknown): unknown {
  if (!(error instanceof TypeError || error instanceof RangeError)) return error
  return new UsageError(
    error.message.replace(/^\w+/, name => optionNames[name] ?? name),
    { cause: error },
  )
}

async function openServer(options: SpeechServerOptions) {
  try {
    return createSpeechServer(options)
  } catch (error) {
    await options.engine.close()
    throw refused(error)
  }
}

function failOf(rule: string): FailOptions {
  try {
    return parseFail(rule)
  } catch (error) {
    throw refused(error)
  }
}

const greeting = (url: string, keyed: boolean): string => `Speech on ${url}/v1 (Ctrl-C stops it). Try:

  curl ${url}/v1/audio/speech -H 'content-type: application/json' \\${keyed ? "\n    -H 'authorization: Bearer …' \\" : ''}
    -d '{"model":"tts-1","voice":"alloy","input":"Hello, world."}' -o hello.mp3
`

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
