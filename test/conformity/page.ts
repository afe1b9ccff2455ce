import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../workspace.ts'

/** What came of one call of one client. */
export interface Row {
  readonly client: string
  readonly call: string
  readonly result: 'works' | 'fails'
}

const path = join(root, 'test/conformity/README.md')

const introduction = `# Conformity

What clients of the OpenAI audio API make of the local server, over a port. A call works if its audio is, byte for byte,
what the server sends without the client, or if its text is what the recognizer heard. \`npx vitest run test/conformity\`
makes the calls and holds this page to what came of them; with \`OUTLOUD_WRITE=1\` it writes the page.
`

/** The page as it should be. */
export function pageOf(rows: readonly Row[]): string {
  const cells = [['client', 'call', 'result'], ...rows.map(({ client, call, result }) => [client, call, result])]
  const widths = [0, 1, 2].map(column => Math.max(...cells.map(row => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = cells
  const rule = line(widths.map(width => '-'.repeat(width)))
  return `${introduction}\n${[line(head), rule, ...body.map(line)].join('\n')}\n`
}

/** The rows of the page as it is. */
export const rowsOnPage = (): readonly Row[] =>
  [...readPage().matchAll(/^\| (.+?) +\| (.+?) +\| (works|fails) +\|$/gm)].map(
    ([, client = '', call = '', result]) => ({ client, call, result: result === 'works' ? 'works' : 'fails' }),
  )

export const readPage = (): string => readFileSync(path, 'utf8')
export const writePage = (page: string): void => writeFileSync(path, page)
