import { once } from 'node:events'
import { createSpeechServer, type LoggedRequest, parseFail, type SpeechServerOptions } from '@outloud/server'
import { isLoopback, serve } from '@outloud/server/node'
import { errorCode, Failure, UsageError } from './errors.ts'
import { printable } from './exit.ts'
import { startEngine } from './local-engine.ts'
import type { Values } from './options.ts'
import { isRecorded, type OpenServer, openRecorded } from './recorded.ts'
import type { Shell } from './shell.ts'

/** What it is told. */
type ServeValues = Values<
  | 'port'
  | 'host'
  | 'local-engine'
  | 'api-key'
  | 'answers-at-once'
  | 'queue'
  | 'cors'
  | 'log'
  | 'fail'
  | 'record'
  | 'base-url'
  | 'replay'
  | 'pace'
>

/** Serves until the shell wants it to end. */
export async function startServing(values: ServeValues, words: readonly string[], shell: Shell): Promise<void> {
  const { port, host } = values
  const { stdout, stderr, signal, env } = shell
  if (words.length > 0) throw new UsageError(`expected no arguments, got ${JSON.stringify(words.join(' '))}`)
  for (const [name, value = 0, most] of [
    ['port', port, 65_535],
    ['queue', values.queue, 1_000_000],
  ] as const) {
    if (Number.isInteger(value) && value >= 0 && value <= most) continue
    throw new UsageError(`--${name}: expected a whole number from 0 to ${most}, got ${value}`)
  }
  const apiKey = values['api-key'] ?? (env.OUTLOUD_API_KEY || undefined)
  const common = {
    apiKey,
    cors: values.cors?.split(',').map(origin => origin.trim()),
    onRequest:
      values.log === true ? (request: LoggedRequest) => stderr.write(`${JSON.stringify(request)}\n`) : undefined,
    onError: (error: unknown, { requestId }: { readonly requestId: string }) =>
      stderr.write(`outloud: ${printable(`${requestId} failed: ${String(error)}`, env)}\n`),
  }
  const opened = isRecorded(values) ? openRecorded(values, common, shell) : openEngineServer(values, common)
  const { server, notice, close } = await opened.catch(error => {
    throw refused(error)
  })
  try {
    const listening = await serve(server, { port, host }).catch(error => {
      throw listenFailure(error, port, host)
    })
    if (!isLoopback(host) && apiKey === undefined) {
      stderr.write(`outloud: ${host} can be reached from other machines, and no key is asked for\n`)
    }
    stdout.write(greeting(listening.url, notice, apiKey !== undefined))
    if (!signal.aborted) await once(signal, 'abort')
    await listening.close()
  } finally {
    await close()
  }
}

async function openEngineServer(
  values: ServeValues,
  options: Omit<SpeechServerOptions, 'engine'>,
): Promise<OpenServer> {
  const { 'local-engine': name = 'flite', 'answers-at-once': concurrency = 16, queue, fail } = values
  const rule = fail === undefined ? undefined : parseFail(fail)
  const engine = await startEngine(name)
  try {
    const server = createSpeechServer({ ...options, engine, concurrency, queue, fail: rule })
    return { server, notice: '', close: server.close }
  } catch (error) {
    await engine.close()
    throw error
  }
}

/** How the server's options are called here. */
const optionNames: Readonly<Record<string, string>> = {
  apiKey: '--api-key',
  baseURL: '--base-url',
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

const greeting = (
  url: string,
  notice: string,
  keyed: boolean,
): string => `Speech on ${url}/v1 ${notice}(Ctrl-C stops it). Try:

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
