// From the moment a server sends its first frame until the caller has it, beyond what a bare socket takes.
import { clients } from '../clients.mjs'
import { median } from '../median.mjs'
import { load, withSubjects } from '../subject/subjects.mjs'
import { printTable, verdict } from '../table.mjs'

const rounds = 8

await withSubjects(async open => {
  const subjects = new Map()
  for (const name of clients) {
    const run = await open(name)
    if (!(await run('streams'))) continue
    await run('first', { count: 30 })
    subjects.set(name, run)
  }
  const delays = Object.fromEntries([...subjects.keys()].map(name => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of subjects) delays[name].push(...(await run('first', { count: 20 })))
  }
  const bare = median(delays.socket)
  console.log(`first frame, in ms after a bare socket has it, median of ${20 * rounds} calls in turn (${load()})`)
  printTable(
    [...subjects.keys()].map(name => {
      const later = median(delays[name]) - bare
      return { client: name, later: later.toFixed(2), '': name.startsWith('core') ? verdict(later <= 1, 1) : '' }
    }),
  )
})
