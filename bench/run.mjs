// Runs the measurements one after the other, each in a process of its own: `pnpm bench`, or `pnpm bench text/speed`.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const measurements = [
  'requests/cpu',
  'requests/retained',
  'requests/first-byte',
  'bodies/stream',
  'bodies/memory',
  'order/items',
  'import/cold',
  'load/busy',
  'pace/file',
  'playback/first-sound',
  'playback/silence',
  'text/live',
  'text/speed',
]
/** Takes minutes by itself, or a browser that tests do without, and runs when it is named. */
const long = ['soak', 'serve', 'playback/first-sound-firefox', 'playback/first-sound-webkit']

const asked = process.argv.slice(2)
const unknown = asked.filter(name => !measurements.includes(name) && !long.includes(name))
if (unknown.length > 0) {
  console.error(`bench: expected ${[...measurements, ...long].join(', ')}, got ${unknown.join(', ')}`)
  process.exit(2)
}
for (const name of asked.length > 0 ? asked : measurements) {
  console.log(`\n== ${name}`)
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(`${name}.mjs`, import.meta.url))], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}
