import {
  recordingKind,
  type TranscriptionRequest,
  transcriptionRequestSchema,
  translationRequestSchema,
} from '@outloud/core/schema'
import { HTTPError } from './http-error.ts'
import { invalidField, invalidFields, unknownModel } from './invalid-field.ts'
import type { UploadedRecording } from './recognizer.ts'

/** What is to be done with what is heard: written down as it was said, or in English. */
export type Task = 'transcribe' | 'translate'

/** A form that passed. */
export interface TranscriptionForm {
  readonly recording: UploadedRecording
  readonly fields: TranscriptionRequest
}

/** What parsing a form is held against. */
interface Rules {
  readonly task: Task
  readonly models: ReadonlySet<string>
  /** Bytes of the file. */
  readonly longestFile: number
}

/**
 * Checks the form of a transcription or translation. `include` and `chunking_strategy` are checked and have no effect,
 * as with `whisper-1`.
 * @throws `HTTPError` 400 that says all that is wrong and names the first field, 404 for a model not in `models`, or 413.
 */
export async function parseTranscriptionRequest(
  form: FormData,
  { task, models, longestFile }: Rules,
): Promise<TranscriptionForm> {
  const body = fieldsOf(form)
  const schema = task === 'translate' ? translationRequestSchema : transcriptionRequestSchema
  const result = schema['~standard'].validate(body)
  if ('issues' in result) throw invalidFields(result.issues, body)
  const fields: TranscriptionRequest = result.value
  if (!models.has(fields.model)) throw unknownModel(fields.model, models)
  const { stream, response_format: format } = fields
  if (stream === true && format !== 'json' && format !== 'text') {
    throw invalidField('stream', `stream: expected false with response_format ${format}, got true`)
  }
  return { recording: await recordingOf(form.get('file'), longestFile), fields }
}

/** The fields as their schema has them: a form knows only text, and writes lists and objects into its names. */
function fieldsOf(form: FormData): Readonly<Record<string, unknown>> {
  const one = (name: string): unknown => form.get(name) ?? undefined
  const several = (name: string): unknown => {
    const values = [...form.getAll(`${name}[]`), ...form.getAll(name)]
    return values.length === 0 ? undefined : values
  }
  return {
    model: one('model'),
    prompt: one('prompt'),
    language: one('language'),
    temperature: numberIn(one('temperature')),
    response_format: one('response_format'),
    stream: flagIn(one('stream')),
    timestamp_granularities: several('timestamp_granularities'),
    include: several('include'),
    chunking_strategy: one('chunking_strategy') ?? objectIn(form, 'chunking_strategy'),
  }
}

/** What is no number stays what it is, for the schema to refuse. */
const numberIn = (value: unknown): unknown =>
  typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value

const flagIn = (value: unknown): unknown => (value === 'true' ? true : value === 'false' ? false : value)

/** The fields called `name[key]`, as an object. */
function objectIn(form: FormData, name: string): unknown {
  const entries = Array.from(form).flatMap(([field, value]) =>
    field.startsWith(`${name}[`) && field.endsWith(']') ? [[field.slice(name.length + 1, -1), numberIn(value)]] : [],
  )
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

async function recordingOf(file: File | string | null, longest: number): Promise<UploadedRecording> {
  if (file === null) throw invalidField('file', 'file: expected a recording, got nothing')
  if (typeof file === 'string') throw invalidField('file', 'file: expected a recording with a file name, got a text')
  // By its name first: the type is often the client's guess, and says less of the file than its name does.
  const kind = recordingKind(file.name, '') ?? recordingKind('', file.type)
  if (kind === undefined) {
    const expected = 'a file of flac, mp3, mp4, mpeg, mpga, m4a, ogg, wav or webm, told by its name or type'
    throw invalidField('file', `file: expected ${expected}, got ${JSON.stringify(file.name.slice(-40))}`)
  }
  if (file.size === 0) throw invalidField('file', 'file: expected a recording, got an empty file')
  if (file.size > longest) {
    throw new HTTPError(413, `file: expected at most ${longest} bytes, got ${file.size}`, {
      code: 'request_too_large',
      param: 'file',
    })
  }
  return { data: new Uint8Array(await file.arrayBuffer()), ...kind }
}
