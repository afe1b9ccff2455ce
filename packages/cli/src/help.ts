import { exitCodes } from './exit.ts'
import { describe, type OptionName } from './options.ts'

/** What a subcommand says of itself; help is made from it. */
export interface CommandFacts {
  readonly name: string
  /** What comes after the name on the command line. */
  readonly usage: string
  /** One sentence for the list of commands. */
  readonly summary: string
  /** What a first reader has to know, a paragraph each. */
  readonly details: readonly string[]
  /** Command lines, each with what it is for. */
  readonly examples: readonly (readonly [about: string, line: string])[]
  readonly options: readonly OptionName[]
  /** What it reads from the environment, beside `OUTLOUD_DEBUG`. */
  readonly environment?: readonly Variable[]
}

const width = 80

/** What the command reads from the environment. */
const variables = [
  ['COMETAPI_KEY', 'The API key. It is read from here alone and never printed.'],
  ['COMETAPI_BASE_URL', 'Where the API begins. Default: https://api.cometapi.com/v1.'],
  ['OUTLOUD_API_KEY', 'The key that outloud serve asks for, where --api-key is not given.'],
  ['PATH', 'Where --play looks for a player.'],
  ['XDG_CACHE_HOME', 'The folder for caches, where that is not the usual one of the system.'],
  ['OUTLOUD_DEBUG', 'When set, an error is followed by its stack.'],
] as const

type Variable = (typeof variables)[number][0]

const codes = exitCodes.map(([code, meaning]) => [String(code), meaning] as const)

/** The help of one subcommand. */
export function help({ name, usage, details, examples, options, environment = [] }: CommandFacts): string {
  const described = [...options, 'help' as const].map(describe).map(({ form, about }) => [form, about] as const)
  return page([
    `Usage: outloud ${name} ${usage}`,
    ...details.map(paragraph => wrap(paragraph, 0)),
    list('Options', described),
    section(
      'Examples',
      examples.map(([about, line]) => `  # ${about}\n  ${line}`),
    ),
    list('Exit codes', codes),
    list(
      'Environment',
      variables.filter(([name]) => name === 'OUTLOUD_DEBUG' || environment.includes(name)),
    ),
  ])
}

/** The help of the whole. */
export const overview = (commands: readonly CommandFacts[]): string =>
  page([
    'Usage: outloud <command> [options]',
    'Any text becomes speech, over a server or with the embedded engine.',
    list(
      'Commands',
      commands.map(({ name, summary }) => [name, summary] as const),
    ),
    list('Environment', variables),
    list('Exit codes', codes),
    'outloud help <command> says more, as outloud <command> --help does.\noutloud --version prints the version.',
  ])

const page = (blocks: readonly string[]): string => `${blocks.join('\n\n')}\n`

const section = (title: string, lines: readonly string[]): string => [title, ...lines].join('\n')

/** Terms and what they mean, in two columns. */
function list(title: string, rows: readonly (readonly [term: string, about: string])[]): string {
  const column = Math.max(...rows.map(([term]) => term.length)) + 4
  return section(
    title,
    rows.map(([term, about]) => `  ${term}`.padEnd(column) + wrap(about, column)),
  )
}

/** Breaks a paragraph at spaces; lines after the first are indented. */
function wrap(paragraph: string, indent: number): string {
  const lines: string[] = []
  for (const word of paragraph.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && indent + last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.join(`\n${' '.repeat(indent)}`)
}
