// Runs the measurements one after the other, each in a process of its own: `pnpm bench`, or `pnpm bench text/speed`.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const measurements = ['pace/file', 'text/live', 'text/speed', 'soak']

const asked = process.argv.slice(2)
const unknown = asked.filter(name => !measurements.includes(name))
if (unknown.length > 0) {
  console.error(`bench: expected ${measurements.join(', ')}, got ${unknown.join(', ')}`)
  process.exit(2)
}
for (const name of asked.length > 0 ? asked : measurements) {
  console.log(`\n== ${name}`)
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(`${name}.mjs`, import.meta.url))], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}
