import { inspect } from 'node:util'
import type { SpeechError } from '@outloud/core'
import { Diagnosed, errorCode, Failure, Interrupted, MissingKeyError, Resumable, UsageError } from './errors.ts'
import type { Shell } from './shell.ts'

/** Exit codes and when they happen, as `outloud --help` prints them. */
export const exitCodes = [
  [0, 'done, or the reader of standard output wanted no more'],
  [1, 'failed; the line on standard error says why'],
  [2, 'the command line or the text is not what it has to be; nothing was sent'],
  [3, 'the API key is missing or refused, or the account has no balance'],
  [4, 'no connection, no answer in time, or a server in trouble: may pass by itself'],
  [129, 'ended by SIGHUP'],
  [130, 'interrupted (Ctrl-C, SIGINT)'],
  [143, 'ended by SIGTERM'],
] as const

/** An exit code of the table above. */
export type ExitCode = (typeof exitCodes)[number][0]

const interruptedCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** How the options of core are called here. */
const optionNames: Readonly<Record<string, string>> = {
  apiKey: 'COMETAPI_KEY',
  audio: 'the file',
  baseURL: '--base-url',
  concurrency: '--concurrency',
  format: '--format',
  language: '--language',
  instructions: '--instructions',
  locale: '--locale',
  model: '--model',
  prompt: '--prompt',
  speed: '--speed',
  text: 'the text',
  voice: '--voice',
}

/** Commands that an embedded engine can serve. */
const speaking: ReadonlySet<string> = new Set(['outloud speak', 'outloud voices', 'outloud doctor'])

/** What an error comes to: the exit code, and what is said of it, if anything. */
interface Outcome {
  readonly code: ExitCode
  readonly message: string | undefined
}

/** Ends a command that threw: one line on standard error, never with the key in it. Gives the exit code. */
export async function fail(error: unknown, command: string, { env, stderr, signal }: Shell): Promise<ExitCode> {
  const [ended, remedy] = error instanceof Resumable ? [error.cause, error.message] : [error, undefined]
  // What was under way when the shell ended it fails in ways of its own.
  const cause = signal.aborted ? signal.reason : ended
  const outcome = await outcomeOf(cause, command)
  const { code } = outcome
  const message = outcome.message && remedy ? `${sentence(outcome.message)} ${remedy}` : outcome.message
  if (message !== undefined) stderr.write(`${printable(`${command}: ${message}`, env)}\n`)
  if (env.OUTLOUD_DEBUG && message !== undefined) stderr.write(`${withoutKey(inspect(cause), env)}\n`)
  return code
}

/** What went wrong with a part of the whole, in one line, and the exit code that it would be if it were all. */
export async function explain(
  error: unknown,
  command: string,
  env: Shell['env'],
): Promise<{ readonly code: ExitCode; readonly line: string }> {
  const { code, message = 'the reader went away' } = await outcomeOf(error, command)
  return { code, line: printable(message, env) }
}

/** One line without the key: what others say, as it may be printed. */
export const printable = (text: string, env: Shell['env']): string => withoutKey(oneLine(text), env)

const withoutKey = (text: string, { COMETAPI_KEY: key }: Shell['env']): string =>
  key ? text.replaceAll(key, '[key]') : text

async function outcomeOf(error: unknown, command: string): Promise<Outcome> {
  if (error instanceof Interrupted) return { code: interruptedCodes[error.signal], message: error.message }
  if (error instanceof UsageError) return { code: 2, message: `${sentence(error.message)} See ${command} --help.` }
  if (error instanceof MissingKeyError) return { code: 3, message: error.message }
  if (error instanceof Diagnosed) return { code: error.code, message: error.message }
  if (error instanceof Failure) return { code: 1, message: error.message }
  // Whoever read our standard output went away, as `head` does: that is no failure of ours.
  if (errorCode(error) === 'EPIPE') return { code: 0, message: undefined }
  // Only an error that none of the above explains is worth loading core for.
  const { isSpeechError } = await import('@outloud/core')
  if (isSpeechError(error)) return speechOutcome(error, command)
  const message = error instanceof Error ? error.message : String(error)
  return { code: 1, message: `${sentence(message)} OUTLOUD_DEBUG=1 shows more.` }
}

function speechOutcome(error: SpeechError, command: string): Outcome {
  const message = sentence(error.message)
  switch (error.name) {
    case 'InvalidRequestError': {
      if (error.issues.some(({ path }) => path[0] === 'apiKey')) return { code: 3, message: renamed(message) }
      return { code: 2, message: `${renamed(message)} See ${command} --help.` }
    }
    case 'APIError': {
      const id = error.requestId
      const request = id === undefined || message.includes(id) ? '' : ` Request id: ${id}.`
      const again = error.retryable ? ' Trying again later may help.' : ''
      const refused = error.status === 401 || error.status === 402 || error.status === 403
      return {
        code: refused ? 3 : error.retryable ? 4 : 1,
        message: `the server answered ${message}${again}${request}`,
      }
    }
    case 'NetworkError': {
      // An engine that failed on this machine.
      if (error.cause instanceof Failure) return { code: 1, message: sentence(error.cause.message) }
      const embedded = speaking.has(command) ? ', or use --engine flite, which needs neither' : ''
      return { code: 4, message: `${message} Check the network and --base-url${embedded}.` }
    }
    case 'TimeoutError':
      return { code: 4, message: `${message} Trying again later may help.` }
    case 'InvalidResponseError':
      return { code: error.retryable ? 4 : 1, message: error.retryable ? `${message} Trying again may help.` : message }
  }
}

/** Core's message about its options, in the words of the command line. */
const renamed = (message: string): string =>
  message.replace(/(^|; )(\w+)(?=[.:])/g, (all, before: string, name: string) =>
    name in optionNames ? `${before}${optionNames[name]}` : all,
  )

/** Ended by a full stop, unless it is, or but for something in brackets behind it is. */
const sentence = (message: string): string => (/[.!?]( \([^()]*\))?$/.test(message) ? message : `${message}.`)

/** No control characters and no line breaks: what a server or a file name says does not drive the terminal. */
const oneLine = (message: string): string =>
  message
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal
    .replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ')
    .trim()
