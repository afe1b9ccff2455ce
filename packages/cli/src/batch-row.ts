import { audioFormats } from '@outloud/core'
import { audioFormat } from './audio-format.ts'
import { UsageError } from './errors.ts'
import type { Values } from './options.ts'

/** What a row says, with what the command line says where it says nothing. */
export interface Row {
  /** Counted from 1. */
  readonly line: number
  readonly text: string
  /** The name of its file, below the folder. */
  readonly file: string
  readonly format: keyof typeof audioFormats
  readonly voice: string | undefined
  readonly model: string | undefined
  readonly speed: number | undefined
  readonly instructions: string | undefined
}

/** A row that cannot be spoken. */
export interface BadRow {
  readonly line: number
  readonly problem: string
}

/** What the command line says for all rows. */
export type RowDefaults = Values<'voice' | 'model' | 'format' | 'speed' | 'instructions'>

/** The fields of a row and what they are; every one but `text` may be missing. */
const fields = {
  text: 'string',
  file: 'string',
  voice: 'string',
  model: 'string',
  format: 'string',
  speed: 'number',
  instructions: 'string',
} as const

type Fields = { readonly [Name in keyof typeof fields]?: (typeof fields)[Name] extends 'number' ? number : string }

/** Reads the next line: one JSON object; a blank line is no row. Two rows cannot have one file. */
export function createRowReader(defaults: RowDefaults): (text: string) => Row | BadRow | undefined {
  const lineOf = new Map<string, number>()
  let line = 0
  return text => {
    line++
    const content = line === 1 ? text.replace(/^\ufeff/, '') : text
    if (content.trim() === '') return undefined
    try {
      const row = rowOf(fieldsOf(content), line, defaults)
      // Some disks take A.mp3 and a.mp3 for one.
      const key = row.file.normalize().toLowerCase()
      const other = lineOf.get(key)
      if (other !== undefined)
        throw new UsageError(`file: ${JSON.stringify(row.file)} is that of line ${other} already`)
      lineOf.set(key, line)
      return row
    } catch (error) {
      if (error instanceof UsageError) return { line, problem: error.message }
      throw error
    }
  }
}

function fieldsOf(line: string): Fields {
  const value = parse(line)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError('expected a JSON object, such as {"text": "Hello.", "file": "hello.mp3"}')
  }
  for (const [name, content] of Object.entries(value)) {
    const expected = Object.hasOwn(fields, name) ? fields[name as keyof typeof fields] : undefined
    if (expected === undefined) {
      const known = Object.keys(fields).join(', ')
      throw new UsageError(`expected the fields ${known}, got ${JSON.stringify(name.slice(0, 40))}`)
    }
    if (typeof content !== expected) throw new UsageError(`${name}: expected a ${expected}, got ${kindOf(content)}`)
  }
  return value
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new UsageError('expected a JSON object on one line, got what is no JSON')
  }
}

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value)

function rowOf(row: Fields, line: number, defaults: RowDefaults): Row {
  const { text, voice = defaults.voice, model = defaults.model, speed = defaults.speed } = row
  const { instructions = defaults.instructions } = row
  if (text === undefined || text.trim() === '') throw new UsageError('text: expected a text that is not blank')
  const format = formatOf(row, defaults)
  const file = row.file ?? `${String(line).padStart(4, '0')}.${audioFormats[format].extension}`
  checkName(file)
  return { line, text, file, format, voice, model, speed, instructions }
}

function formatOf({ file, format }: Fields, defaults: RowDefaults): Row['format'] {
  const isFormat = (name: string): name is Row['format'] => Object.hasOwn(audioFormats, name)
  if (format !== undefined && !isFormat(format)) {
    const known = Object.keys(audioFormats).join(', ')
    throw new UsageError(`format: expected one of ${known}, got ${JSON.stringify(format.slice(0, 40))}`)
  }
  const hasExtension = file !== undefined && /\.[a-z0-9]+$/i.test(file)
  return audioFormat(file, format ?? (hasExtension ? undefined : defaults.format), 'format') ?? 'mp3'
}

/** The longest name that every usual disk takes, in bytes, with room for what stands beside it. */
const longestName = 200

/** A name that no usual system takes for anything but a file of its own in the folder. */
function checkName(file: string): void {
  const isPlain =
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they have no place in the name of a file
    !/[/\\<>:"|?*\x00-\x1f\x7f]|^\.|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(file) &&
    Buffer.byteLength(file) <= longestName
  if (isPlain) return
  const expected = `the plain name of a file in the folder, of at most ${longestName} bytes, without any of /\\<>:"|?*`
  throw new UsageError(`file: expected ${expected}, got ${JSON.stringify(file.slice(0, 60))}`)
}
