// Processor time for 100 MB of mp3 that are read as they come and forgotten.
import { clients } from '../clients.mjs'
import { median } from '../median.mjs'
import { load, withSubjects } from '../subject/subjects.mjs'
import { printTable, verdict } from '../table.mjs'

const rounds = 5

await withSubjects(async open => {
  const subjects = new Map()
  for (const name of clients) {
    const run = await open(name)
    if (!(await run('streams'))) continue
    await run('streamed')
    subjects.set(name, run)
  }
  const spent = Object.fromEntries([...subjects.keys()].map(name => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of subjects) spent[name].push(await run('streamed'))
  }
  console.log(`processor time for 100 MB streamed, median of ${rounds} rounds in turn (${load()})`)
  printTable(
    [...subjects.keys()].map(name => ({
      client: name,
      milliseconds: median(spent[name]).toFixed(0),
      '× socket': median(spent[name].map((time, round) => time / spent.socket[round])).toFixed(2),
      '': name.startsWith('core') ? verdict(median(spent[name]) <= 150, '150 ms') : '',
    })),
  )
})
