// Writes the pages of what the repository measures of itself, from where each is kept: figures of the benchmarks stand in src/figures.json alone.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import sizes from '../../../.size-limit.mjs'

const here = path => new URL(`../${path}`, import.meta.url)
const read = path => readFile(here(`../../${path}`), 'utf8')
const head = (title, description) => `---\ntitle: ${title}\ndescription: ${description}\neditUrl: false\n---\n\n`

/** A README without its title, as a page that has one. */
const bodyOf = text => text.replace(/^# .*\n/, '').trim()

const conformity = `${bodyOf(await read('test/conformity/README.md'))}

## What is not there

| part of the API | client | local server |
| --- | --- | --- |
| \`instructions\` | sent | accepted, without effect |
| transcriptions and translations | yes | with a recognizer of yours, else 501 |
| \`include[]\`, \`chunking_strategy\` | sent | accepted, without effect |
| custom voices (\`/audio/voices\`) | no | no |
| real-time API (WebSocket) | no | no |
`

const { date, machine, groups } = JSON.parse(await readFile(here('src/figures.json'), 'utf8'))
const row = cells => `| ${cells.join(' | ')} |`
const figuresOf = ({ title, script, unit, columns, rows }) => `### ${title}

\`${script}\`${unit === undefined ? '' : `: ${unit}`}

${[columns, columns.map(() => '---'), ...rows].map(row).join('\n')}
`

const benchmarks = `## Figures

Of ${new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(new Date(date))}, on ${machine}. Only what stands in
one table may be compared; [how to run them again](#how-to-run-them-again) says why. Less is better, but for answers.

${groups.map(figuresOf).join('\n')}
## How to run them again

${bodyOf(await read('bench/README.md'))}

## What an import costs

Minified and compressed, with all that it imports. The repository's checks fail above these.

| import | at most |
| --- | --- |
${sizes.map(({ name, limit }) => `| ${name} | ${limit} |`).join('\n')}
`

await mkdir(here('src/content/docs/reference'), { recursive: true })
await writeFile(
  here('src/content/docs/reference/conformity.md'),
  head('Conformity', 'What clients of the OpenAI audio API make of the local server, call by call.') + conformity,
)
await writeFile(
  here('src/content/docs/reference/benchmarks.md'),
  head('Benchmarks', 'What is measured, against what, and how to run it again.') + benchmarks,
)
