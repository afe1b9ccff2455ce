import { InvalidRequestError, invalidOption, show } from '../errors.ts'
import type { Bytes } from '../format.ts'
import type { Recording } from './options.ts'
import { longestRecording, recordingExtensions, recordingKind, type SentRecording } from './recording.ts'

/**
 * A recording and the fields that go with it, as a form that can be sent more than once.
 * @throws `InvalidRequestError` for what is no recording, empty or too large, before anything is sent.
 */
export async function uploadOf(
  recording: Recording,
  fields: Readonly<Record<string, unknown>>,
  maxBytes: number = longestRecording,
): Promise<FormData> {
  if (!(Number.isSafeInteger(maxBytes) && maxBytes > 0)) {
    throw invalidOption('maxBytes', 'a whole number of bytes from 1', maxBytes)
  }
  const { name, type } = checkRecording(recording, maxBytes)
  const form = new FormData()
  // Before the file, so that a server knows them when it comes.
  for (const [field, value] of Object.entries(fields)) append(form, field, value)
  // Set, not appended: there is one file, whatever the other fields say.
  form.set('file', new Blob([await bytesOf(recording)], { type }), name)
  return form
}

function checkRecording(recording: Recording, maxBytes: number): SentRecording {
  const { name, type, size } = describe(recording)
  const sent = recordingKind(name, type)
  if (sent === undefined) {
    const came = [name && `the name ${show(name)}`, type && `the type ${show(type)}`].filter(said => said !== '')
    throw invalid(
      `expected a file of ${recordingExtensions.join(', ')}, told by its name or type, got ${
        came.join(' and ') || 'a Blob without either'
      }: ${remedyFor(name)}`,
    )
  }
  if (size === 0) throw invalid('expected a recording, got an empty file: check that it was written to its end')
  if (size > maxBytes) {
    throw invalid(`expected at most ${inWords(maxBytes)}, got ${inWords(size)}: compress it to mp3 or ogg, or split it`)
  }
  return sent
}

function describe(recording: Recording): SentRecording & { readonly size: number } {
  if (isBlob(recording)) {
    // A `File` has a name; a plain `Blob` has none.
    const name = 'name' in recording && typeof recording.name === 'string' ? recording.name : ''
    return { name, type: recording.type, size: recording.size }
  }
  if (typeof recording === 'object' && ArrayBuffer.isView(recording?.data) && typeof recording.name === 'string') {
    return { name: recording.name, type: '', size: recording.data.byteLength }
  }
  const remedy = typeof recording === 'string' ? ': in Node, new File([await openAsBlob(path)], path)' : ''
  throw invalid(`expected a File, a Blob with a type, or { data, name }, got ${show(recording)}${remedy}`)
}

/** What every `Blob` has; a page's and a test's need not be of one class. */
type AnyBlob = Pick<Blob, 'arrayBuffer' | 'size' | 'type'>

const isBlob = (recording: Recording | AnyBlob): recording is AnyBlob =>
  typeof recording === 'object' && recording !== null && 'arrayBuffer' in recording && 'size' in recording

/** A `Blob` of this realm stays as it is, and may be a file that is only read when it is sent. */
async function bytesOf(recording: Recording): Promise<Blob | ArrayBuffer | Bytes> {
  if (recording instanceof Blob) return recording
  return isBlob(recording) ? recording.arrayBuffer() : recording.data
}

/** What to do with formats of speech that no server hears. */
function remedyFor(name: string): string {
  if (/\.(pcm|raw)$/i.test(name)) return 'put `wavHeader` before samples and call them .wav'
  return /\.[^./\\]+$/.test(name)
    ? 'convert it, for instance with ffmpeg to mp3'
    : 'pass { data, name } with its extension'
}

/** A form as clients of the OpenAI kind write it: `name[]` for a list, `name[key]` for an object. */
function append(form: FormData, name: string, value: unknown): void {
  if (value === undefined || value === null) return
  if (Array.isArray(value)) for (const item of value) append(form, `${name}[]`, item)
  else if (typeof value === 'object')
    for (const [key, item] of Object.entries(value)) append(form, `${name}[${key}]`, item)
  else form.append(name, String(value))
}

/** Exact where it is whole, so that a limit is not rounded away. */
const inWords = (bytes: number): string =>
  bytes % 1_048_576 === 0 ? `${bytes / 1_048_576} MiB` : `${(bytes / 1_048_576).toFixed(1)} MiB (${bytes} bytes)`

function invalid(problem: string): InvalidRequestError {
  const message = `audio: ${problem}`
  return new InvalidRequestError(message, { issues: [{ path: ['audio'], message }] })
}
