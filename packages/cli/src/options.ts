import { parseArgs } from 'node:util'
import { UsageError } from './errors.ts'

/** One option of the command line, for the parser and for help. */
interface Option {
  /** What the command line calls it, where commands take different things by one name. */
  readonly flag?: string
  /** Its one-letter form. */
  readonly short?: string
  /** What help calls the value. An option without one is a switch. */
  readonly value?: string
  /** The value is a number. */
  readonly number?: true
  /** The value is a BCP 47 tag. */
  readonly tag?: true
  /** The only values. */
  readonly choices?: readonly string[]
  /** The value when the option is not given. */
  readonly default?: string
  readonly about: string
}

/** Every option of every command: the parser's configuration and the help text are made from it. */
const table = {
  output: {
    short: 'o',
    value: 'file',
    about: 'Write to this file, which appears when it is whole. Without it, or with -, standard output is written to.',
  },
  play: {
    about:
      'Play it aloud through ffplay, paplay, aplay or afplay, the first that is installed. Speaking begins with the first clause.',
  },
  batch: {
    value: 'file',
    about:
      'Speak every row of this file, or of standard input for -: one JSON object a line, with text, and if it differs file, voice, model, format, speed, instructions.',
  },
  'out-dir': { value: 'folder', about: 'Where the files of --batch are written; it is made if it is not there.' },
  captions: {
    value: 'file',
    about: 'Write when each sentence is heard to this file: WebVTT where its name ends in .vtt, SubRip in .srt.',
  },
  file: { value: 'path', about: 'Read the text from this file, or from standard input for -.' },
  voice: { value: 'name', about: 'Who speaks; alloy unless given.' },
  model: { value: 'id', about: 'The speech model; tts-1 unless given.' },
  format: {
    value: 'format',
    choices: ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'],
    about: "Format of the audio, when the file's extension does not tell. On standard output mp3 unless given.",
  },
  language: { value: 'code', about: 'The language that is spoken, by ISO 639-1, such as de; heard unless given.' },
  prompt: { value: 'text', about: 'Words to expect, and the style to write in.' },
  'listening-model': { flag: 'model', value: 'id', about: 'The model that listens; whisper-1 unless given.' },
  'transcript-format': {
    flag: 'format',
    value: 'format',
    choices: ['json', 'text', 'srt', 'vtt', 'verbose_json'],
    about:
      "What to write, when the file's extension (.txt, .srt, .vtt, .json) does not tell; the words alone unless given.",
  },
  speed: { value: 'number', number: true, about: 'How fast, from 0.25 to 4; 1 is normal.' },
  instructions: { value: 'text', about: 'How to speak, in words, for models that take it.' },
  locale: {
    value: 'tag',
    tag: true,
    about: 'Language of the text, such as de or pt-BR, which decides where sentences end.',
  },
  'base-url': {
    value: 'url',
    about: 'Where the API begins, such as http://127.0.0.1:8484/v1. Before COMETAPI_BASE_URL.',
  },
  engine: {
    value: 'engine',
    choices: ['auto', 'remote', 'flite', 'espeak'],
    default: 'auto',
    about:
      'What speaks: remote is a server; flite is embedded, English only, and needs no network; espeak knows 119 languages and is installed by itself, as @outloud/espeak; auto is remote where there is a key or a base URL, else flite.',
  },
  concurrency: {
    value: 'number',
    number: true,
    about: 'Requests under way at once; 4 unless given. A long text is cut to suit it.',
  },
  'cache-dir': {
    value: 'folder',
    about:
      "Where answers of servers are kept. Default: outloud in $XDG_CACHE_HOME, else in the system's folder for caches.",
  },
  'no-cache': { about: 'Ask for everything anew, and keep nothing of it.' },
  force: { about: 'Replace output files that exist.' },
  'dry-run': { about: 'Say what would be asked for and what it would cost, and ask for no speech.' },
  speech: { about: 'Only models that speak.' },
  json: { about: 'Print the result as JSON, for machines.' },
  port: { value: 'number', number: true, default: '8484', about: 'Port to listen on; 0 takes a free one.' },
  host: { value: 'address', default: '127.0.0.1', about: 'Address to listen on.' },
  'local-engine': {
    flag: 'engine',
    value: 'engine',
    choices: ['flite', 'espeak'],
    about:
      'What speaks: flite, English only, unless given; or espeak, of 119 languages, which is installed by itself, as @outloud/espeak.',
  },
  'api-key': {
    value: 'key',
    about:
      'What requests have to send as a bearer key. Others on this machine can read a command line: OUTLOUD_API_KEY is kept from them.',
  },
  'answers-at-once': {
    flag: 'concurrency',
    value: 'number',
    number: true,
    about: 'Texts that are spoken at once, 16 unless given; others wait for their turn.',
  },
  queue: {
    value: 'number',
    number: true,
    about: 'How many may wait, 128 unless given; any more are answered with 429 and when to come again.',
  },
  cors: {
    value: 'origin',
    about:
      'The origin whose pages may use it, such as http://localhost:5173; several with commas between. None unless given.',
  },
  log: {
    about:
      'Write a line of JSON for each request to standard error: what was asked and answered, never a text or a key.',
  },
  fail: {
    value: 'rule',
    about:
      'Fail on purpose, to test what is built on it: rate=0.1,status=503,seed=7 answers a tenth of requests with 503, after=2000 breaks answers off after so many bytes. A request may ask for its own failure in the header x-fail.',
  },
  record: {
    value: 'folder',
    about:
      'Answer from a server, at --base-url, else COMETAPI_BASE_URL, else CometAPI, with COMETAPI_KEY, and keep each answer in this folder for --replay. No key is kept.',
  },
  replay: {
    value: 'folder',
    about: 'Answer from what --record has kept in this folder: no engine, no key, no network.',
  },
  pace: { about: 'Let each answer of --replay take as long as it took.' },
  help: { short: 'h', about: 'Print this.' },
} as const

type Table = typeof table

/** The name of an option. */
export type OptionName = keyof Table

type Value<O extends Option> = O extends { choices: readonly (infer Choice)[] }
  ? Choice
  : O extends { number: true }
    ? number
    : O extends { value: string }
      ? string
      : boolean

const options: Readonly<Record<OptionName, Option>> = table

const flagOf = (name: OptionName): string => options[name].flag ?? name

/** What `parse` gives: a value for every option that was given or has a default. */
export type Values<Name extends OptionName> = {
  readonly [N in Name]: Table[N] extends { default: string } ? Value<Table[N]> : Value<Table[N]> | undefined
}

/** An option as help shows it. */
export function describe(name: OptionName): { form: string; about: string } {
  const option = options[name]
  const form = `${option.short === undefined ? '    ' : `-${option.short}, `}--${flagOf(name)}`
  const choices = option.choices === undefined ? '' : ` One of ${option.choices.join(', ')}.`
  const preset = option.default === undefined ? '' : ` Default: ${option.default}.`
  return {
    form: option.value === undefined ? form : `${form} <${option.value}>`,
    about: option.about + choices + preset,
  }
}

/**
 * Reads the arguments of a command that takes these options.
 * @throws `UsageError` that names what is unknown, missing or wrong.
 */
export function parse<Name extends OptionName>(
  args: readonly string[],
  names: readonly Name[],
): { values: Values<Name>; positionals: readonly string[] } {
  const { values, positionals } = parseStrictly(args, names)
  const entries = names.map(name => [name, convert(name, values[flagOf(name)])] as const)
  return { values: Object.fromEntries(entries) as Values<Name>, positionals }
}

function parseStrictly(args: readonly string[], names: readonly OptionName[]) {
  const config = Object.fromEntries(
    names.map(name => {
      const { short, value } = options[name]
      const type = value === undefined ? ('boolean' as const) : ('string' as const)
      return [flagOf(name), short === undefined ? { type } : { type, short }]
    }),
  )
  try {
    return parseArgs({ args: [...args], options: config, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function convert(name: OptionName, given: string | boolean | undefined): string | number | boolean | undefined {
  const option = options[name]
  const flag = flagOf(name)
  const value = given ?? option.default
  if (typeof value !== 'string') return value
  // An unset variable of a script arrives as nothing.
  if (value.trim() === '') throw new UsageError(`--${flag}: expected a ${option.value}, got nothing`)
  if (option.choices?.includes(value) === false) {
    throw new UsageError(`--${flag}: expected one of ${option.choices.join(', ')}, got ${JSON.stringify(value)}`)
  }
  if (option.tag === true && !isTag(value)) {
    throw new UsageError(`--${flag}: expected a BCP 47 tag such as en or de-CH, got ${JSON.stringify(value)}`)
  }
  if (option.number !== true) return value
  const number = Number(value)
  if (Number.isFinite(number)) return number
  throw new UsageError(`--${flag}: expected a number, got ${JSON.stringify(value)}`)
}

/** As core has it, to which a text that is not cut makes no difference. */
function isTag(value: string): boolean {
  try {
    return Intl.getCanonicalLocales(value.replaceAll('_', '-')).length === 1
  } catch {
    return false
  }
}
