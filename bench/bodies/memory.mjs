// The most memory that 200 MB of mp3 take: read as they come and forgotten, and all of it held. A fresh process each.
import { median } from '../median.mjs'
import { load, withSubjects } from '../subject/subjects.mjs'
import { printTable, verdict } from '../table.mjs'

const clients = ['socket', 'fetch', 'core-pool', 'core-fetch', 'openai']
const rounds = 3
const goals = { streamed: 90, held: 1.3 }

async function most(name, held) {
  let result
  await withSubjects(async open => {
    const run = await open(name)
    if (held || (await run('streams'))) result = await run('memory', { held })
  })
  return result
}

const figures = Object.fromEntries(clients.map(name => [name, { streamed: [], held: [] }]))
for (let round = 0; round < rounds; round++) {
  for (const name of clients) {
    const streamed = await most(name, false)
    if (streamed !== undefined) figures[name].streamed.push(streamed.most / 1e6)
    const held = await most(name, true)
    figures[name].held.push(held.most / held.length)
  }
}
console.log(`the most memory beyond what was in use before, for 200 MB, median of ${rounds} processes (${load()})`)
printTable(
  clients.map(name => {
    const [streamed, held] = [figures[name].streamed, figures[name].held].map(median)
    const ours = name.startsWith('core')
    return {
      client: name,
      'MB streamed': streamed?.toFixed(0) ?? '–',
      '× held': held.toFixed(2),
      '': ours ? verdict(streamed <= goals.streamed && held <= goals.held, '90 MB, 1.3 ×') : '',
    }
  }),
)
