// What a request leaves behind on the heap when all are given one signal that lives as long as the process.
import { median } from '../median.mjs'
import { load, withSubjects } from '../subject/subjects.mjs'
import { printTable, verdict } from '../table.mjs'

const measured = ['fetch', 'core-pool', 'core-fetch', 'ky', 'ai', 'openai']
const count = 2_000

await withSubjects(async open => {
  const bytes = {}
  for (const name of measured) {
    const run = await open(name)
    const rounds = []
    for (let round = 0; round < 5; round++) rounds.push((await run('retained', { count, callers: 16 })) / count)
    // The first two fill what is filled once.
    bytes[name] = median(rounds.slice(2))
  }
  console.log(
    `bytes that a request leaves on the heap with one long-lived signal, over ${3 * count} requests (${load()})`,
  )
  // Flat, but for what fetch itself leaves and the noise of a heap.
  const flat = Math.max(64, bytes.fetch + 64)
  printTable(
    measured.map(name => ({
      client: name,
      bytes: bytes[name].toFixed(0),
      '': name.startsWith('core') ? verdict(bytes[name] <= flat, `${flat.toFixed(0)}, within noise of fetch`) : '',
    })),
  )
})
