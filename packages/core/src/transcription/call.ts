import { invalidOption, isSpeechError } from '../errors.ts'
import type { Attempts, Call } from '../transport/fetch.ts'
import type { Transport } from '../transport/transport.ts'
import type { HearingOptions, Recording } from './options.ts'
import { wasRefused } from './refused.ts'
import type { TranscriptionRequest, TranslationRequest } from './schema.ts'
import { uploadOf } from './upload.ts'

/** What is asked about a recording. */
export interface Question {
  readonly path: '/audio/transcriptions' | '/audio/translations'
  /** The form beside its file. */
  readonly fields: TranscriptionRequest | TranslationRequest
  readonly expect: Call['expect']
}

/**
 * The call that uploads a recording: with the patience that hearing it takes, and sent again only while it is certain
 * that the server has not taken it.
 * @throws `InvalidRequestError` for what no server could hear.
 */
export async function callWith(
  recording: Recording,
  { path, fields, expect }: Question,
  { signal, headers, timeout = 600_000, maxBytes }: HearingOptions,
  transport: Transport,
): Promise<Call> {
  // Past this, timers of every platform fire at once.
  if (!(timeout > 0 && timeout < 2 ** 31)) {
    throw invalidOption('timeout', 'milliseconds from 1 to 2147483647', timeout)
  }
  return {
    url: transport.baseURL + path,
    method: 'POST',
    // None for the content type: only what sends the form knows the boundary it will write.
    headers: { ...transport.headers, ...headers },
    body: await uploadOf(recording, fields, maxBytes),
    signal,
    characters: 0,
    firstByte: timeout,
    expect,
    attempts: transport.attempts(wasRefused),
  }
}

/** An error that says how often the recording was sent. */
export function counted(error: unknown, { sent }: Attempts): unknown {
  if (isSpeechError(error)) error.attempts = sent
  return error
}
