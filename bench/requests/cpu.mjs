// Processor time of a client for one short speech, as a multiple of what fetch takes: everything on, 20 kB a request.
// `--clients core-pool,openai` measures those beside fetch.
import { parseArgs } from 'node:util'
import { clients } from '../clients.mjs'
import { median } from '../median.mjs'
import { load, withSubjects } from '../subject/subjects.mjs'
import { printTable, verdict } from '../table.mjs'

const { values } = parseArgs({ options: { clients: { type: 'string' }, rounds: { type: 'string', default: '11' } } })
const measured = values.clients === undefined ? clients : ['fetch', ...values.clients.split(',')]
const goals = { 'core-pool': 0.45, 'core-fetch': 1.08 }
const count = 600

await withSubjects(async open => {
  const subjects = new Map()
  for (const name of measured) subjects.set(name, await open(name))
  const ratios = Object.fromEntries(measured.map(name => [name, {}]))
  for (const callers of [16, 128]) {
    const spent = Object.fromEntries(measured.map(name => [name, []]))
    for (const run of subjects.values()) await run('cpu', { count: 3 * count, callers })
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const [name, run] of subjects) spent[name].push(await run('cpu', { count, callers }))
    }
    for (const name of measured) {
      ratios[name][callers] = median(spent[name].map((time, round) => time / spent.fetch[round]))
      ratios[name].microseconds = median(spent[name])
    }
  }
  console.log(`processor time a request, × fetch, median of ${values.rounds} rounds in turn (${load()})`)
  printTable(
    Object.entries(ratios).map(([name, { 16: few, 128: many, microseconds }]) => ({
      client: name,
      '16 callers': few.toFixed(2),
      '128 callers': many.toFixed(2),
      'µs at 128': microseconds.toFixed(0),
      '': name in goals ? verdict(Math.max(few, many) <= goals[name], goals[name]) : '',
    })),
  )
})
