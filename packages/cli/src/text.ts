import { readFile } from 'node:fs/promises'
import { addAbortSignal } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { Failure, fileFailure, UsageError } from './errors.ts'
import type { Shell } from './shell.ts'

/**
 * The text to speak: the arguments, else the file, else standard input. An argument that is `-` is standard input, too.
 * @throws `UsageError` when there is none, a blank one, or more than one, `Failure` when it cannot be read.
 */
export async function readText(words: readonly string[], file: string | undefined, shell: Shell): Promise<string> {
  const text = await givenText(words, file, shell)
  if (text.trim() === '') throw new UsageError('the text is blank')
  return text
}

async function givenText(words: readonly string[], file: string | undefined, shell: Shell): Promise<string> {
  if (words.length > 0) {
    if (file !== undefined) throw new UsageError('the text is given twice: as arguments and with --file')
    return words.length === 1 && words[0] === '-' ? readSource('-', shell) : words.join(' ')
  }
  // Nobody would know that the command waits for typing.
  if (file === undefined && shell.stdin.isTTY === true) {
    throw new UsageError('there is no text: give it as an argument, with --file, or on standard input')
  }
  return readSource(file ?? '-', shell)
}

/** All of a file, or of standard input for `-`. @throws `Failure` when it cannot be read or is no text. */
async function readSource(file: string, shell: Shell): Promise<string> {
  if (file !== '-') return decode(await readBytes(file, shell), file)
  return decode(await buffer(addAbortSignal(shell.signal, shell.stdin)), 'standard input')
}

/**
 * A file as a whole, or standard input for `-` as it comes, until the signal aborts.
 * @throws `Failure` when it cannot be read or is no text.
 */
export async function* readAsItComes(file: string, shell: Shell, signal: AbortSignal): AsyncGenerator<string, void> {
  if (file !== '-') return yield await readSource(file, shell)
  const decoder = createDecoder()
  const decoded = (bytes?: Uint8Array) =>
    asText('standard input', () => decoder.decode(bytes, { stream: bytes !== undefined }))
  for await (const bytes of addAbortSignal(signal, shell.stdin)) yield decoded(bytes)
  yield decoded()
}

async function readBytes(file: string, { signal }: Shell): Promise<Uint8Array> {
  try {
    return await readFile(file, { signal })
  } catch (error) {
    throw fileFailure('read', file, error)
  }
}

const createDecoder = () => new TextDecoder('utf-8', { fatal: true })

const decode = (bytes: Uint8Array, source: string): string => asText(source, () => createDecoder().decode(bytes))

function asText(source: string, decoded: () => string): string {
  try {
    return decoded()
  } catch (error) {
    throw new Failure(`${source} is not UTF-8 text: convert it first, for example with iconv`, { cause: error })
  }
}
