import { openAsBlob } from 'node:fs'
import { access, constants, stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import type { Recording, SpeechClient, TranscriptFormat, TranscriptIn, TranslationOptions } from '@outloud/core'
import { Failure, fileFailure, MissingKeyError, UsageError } from './errors.ts'
import { fileOutput } from './file-output.ts'
import type { Values } from './options.ts'
import { chunksOf, directOutput, type Output, writeTo } from './output.ts'
import { withProgress } from './progress.ts'
import { connect, remoteOf } from './remote.ts'
import type { Shell } from './shell.ts'

type WriteDownValues = Values<'output' | 'transcript-format' | 'listening-model' | 'prompt' | 'base-url' | 'force'>

/** Asks for the transcript of a recording in a format. */
type Listen = (
  client: SpeechClient,
  audio: Recording,
  options: TranslationOptions,
) => Promise<TranscriptIn<TranscriptFormat>>

/** Files and the format they are of. */
const formatOfExtension: Readonly<Record<string, TranscriptFormat>> = {
  // Every model knows json, and it has the words; not every one knows text.
  '.txt': 'json',
  '.srt': 'srt',
  '.vtt': 'vtt',
}

/** What a recording says, to a file or standard output. */
export async function writeDown(
  values: WriteDownValues,
  files: readonly string[],
  shell: Shell,
  listen: Listen,
): Promise<void> {
  const [file] = files
  if (file === undefined || files.length > 1) {
    throw new UsageError(`expected one file, got ${file === undefined ? 'none' : files.length}`)
  }
  const path = values.output === '-' ? undefined : values.output
  const remote = remoteOf(values, shell)
  if (remote === undefined) throw new MissingKeyError('there is no API key: set COMETAPI_KEY, or name a --base-url')
  const { format, json } = formatOf(path, values['transcript-format'])
  const opened: { close(): Promise<void> }[] = []
  try {
    const output = path === undefined ? textOutput(shell) : await fileOutput(path, { force: values.force === true })
    opened.push(output)
    const audio = await openRecording(file)
    const connection = await connect(remote)
    opened.push(connection)
    const options = { format, model: values['listening-model'], prompt: values.prompt, signal: shell.signal }
    const transcript = await withProgress(
      shell,
      () => `listening to ${file}`,
      () => listen(connection.client, audio, options),
    )
    await output.write(chunksOf(textOf(transcript, json)))
    await output.place()
  } finally {
    for (const { close } of opened.reverse()) await close()
  }
}

/** What to ask for, and whether to write all of it or the words alone. */
function formatOf(path: string | undefined, given: TranscriptFormat | undefined) {
  const extension = path === undefined ? '' : extname(path).toLowerCase()
  const told = formatOfExtension[extension]
  const isWords = (extension === '.srt' || extension === '.vtt') && given !== undefined && given !== told
  if (isWords)
    throw new UsageError(`--format ${given} contradicts the extension ${extension} of ${JSON.stringify(path)}`)
  return { format: given ?? told ?? 'json', json: given === undefined ? extension === '.json' : given.endsWith('json') }
}

function textOf(transcript: TranscriptIn<TranscriptFormat>, json: boolean): string {
  const text =
    typeof transcript === 'string' ? transcript : json ? JSON.stringify(transcript, null, 2) : transcript.text
  return text.endsWith('\n') ? text : `${text}\n`
}

const textOutput = ({ stdout, signal }: Shell): Output =>
  directOutput(async chunks => {
    for await (const bytes of chunks) await writeTo(stdout, bytes, signal)
  })

/** Read when it is sent, not before. */
async function openRecording(path: string): Promise<File> {
  try {
    const facts = await stat(path)
    if (!facts.isFile()) throw new Failure(`cannot read ${path}: expected a file, got a folder, a pipe or a device`)
    await access(path, constants.R_OK)
    return new File([await openAsBlob(path)], basename(path))
  } catch (error) {
    throw fileFailure('read', path, error)
  }
}
