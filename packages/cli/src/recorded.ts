import { stat } from 'node:fs/promises'
import { createPooledFetch } from '@outloud/node-stream'
import {
  createRecordingServer,
  type FetchServer,
  type RecordingServerOptions,
  recordFetch,
  replayFetch,
} from '@outloud/server/node'
import { fileFailure, MissingKeyError, UsageError } from './errors.ts'
import type { Values } from './options.ts'
import { remoteOf } from './remote.ts'
import type { Shell } from './shell.ts'

/** What is behind the port. */
export interface OpenServer {
  readonly server: FetchServer
  /** What the greeting says of it, with a space behind. */
  readonly notice: string
  close(): Promise<void>
}

/** What is about an engine of this machine. */
type EngineOption = 'local-engine' | 'answers-at-once' | 'queue' | 'fail'
type RecordedValues = Values<'record' | 'replay' | 'pace' | 'base-url' | EngineOption>

/** How the command line calls what is about an engine. */
const engineFlags: Readonly<Record<EngineOption, string>> = {
  'local-engine': 'engine',
  'answers-at-once': 'concurrency',
  queue: 'queue',
  fail: 'fail',
}

/**
 * Whether recordings answer, and not an engine.
 * @throws `UsageError` for options that do not go together.
 */
export function isRecorded(values: RecordedValues): boolean {
  const { record, replay, pace, 'base-url': baseURL } = values
  if (record !== undefined && replay !== undefined) {
    throw new UsageError('--record and --replay: expected one of them, got both')
  }
  if (pace === true && replay === undefined) throw new UsageError('--pace is for --replay: leave it out, or give both')
  if (baseURL !== undefined && record === undefined) {
    throw new UsageError('--base-url is for --record: leave it out, or say where to --record to')
  }
  if (record === undefined && replay === undefined) return false
  for (const [option, flag] of Object.entries(engineFlags)) {
    if (values[option as EngineOption] === undefined) continue
    const other = record === undefined ? '--replay' : '--record'
    throw new UsageError(`--${flag} is for an engine of this machine: leave it out, or leave out ${other}`)
  }
  return true
}

/** Opens a folder of recordings, to fill it or to answer from it. */
export async function openRecorded(
  values: RecordedValues,
  options: Omit<RecordingServerOptions, 'fetch'>,
  shell: Pick<Shell, 'env'>,
): Promise<OpenServer> {
  const { record, replay, pace } = values
  if (record === undefined) {
    const folder = replay ?? ''
    await checkFolder(folder)
    const server = createRecordingServer({ ...options, fetch: replayFetch(folder, { pace }) })
    return { server, notice: `replayed from ${folder} `, close: async () => {} }
  }
  const remote = remoteOf(values, shell)
  if (remote === undefined) {
    throw new MissingKeyError('there is no API key to --record with: set COMETAPI_KEY, or name a --base-url')
  }
  const { baseURL = 'https://api.cometapi.com/v1', apiKey } = remote
  const fetch = createPooledFetch()
  const server = createRecordingServer({ ...options, fetch: recordFetch(record, { fetch, baseURL, apiKey }) })
  return { server, notice: `from ${baseURL}, recorded in ${record} `, close: () => fetch.close() }
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(error => {
    throw fileFailure('read', folder, error)
  })
  if (!found.isDirectory()) throw new UsageError(`--replay: expected a folder of recordings, got the file ${folder}`)
}
