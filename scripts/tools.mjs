import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, Stop } from './toolchain.mjs'

/** What tests need beyond npm packages, and the Debian packages that bring it. */
const tools = [
  { command: 'ffmpeg', debian: ['ffmpeg'] },
  { command: 'ffprobe', debian: ['ffmpeg'] },
  { command: 'ffplay', debian: ['ffmpeg'] },
  { command: 'curl', debian: ['curl'] },
  { command: 'redis-server', debian: ['redis-server'] },
  // Its words come in a package of their own.
  { command: 'pocketsphinx_continuous', debian: ['pocketsphinx', 'pocketsphinx-en-us'] },
]

const found = ({ command }) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .some(folder => existsSync(join(folder, command)) || existsSync(join(folder, `${command}.exe`)))

const missing = () => tools.filter(tool => !found(tool))

/** Sees to it that the tools are there and gives the commands that are not. With CI set, none may be missing. */
export async function provideTools() {
  const wanted = [...new Set(missing().flatMap(({ debian }) => debian))]
  if (wanted.length > 0 && process.getuid?.() === 0 && found({ command: 'apt-get' })) {
    console.log(`Installing by apt-get: ${wanted.join(', ')}`)
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    // A failure shows in what is still missing afterwards.
    await run('apt-get', ['update', '-qq'], { env })
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...wanted], { env })
  }
  const commands = missing().map(({ command }) => command)
  if (commands.length === 0) return commands
  if (inCI()) throw new Stop(`Not found: ${commands.join(', ')}. With CI set, every test has to run.`)
  console.log(`Not found: ${commands.join(', ')}. What needs them is skipped; install them to test everything.`)
  return commands
}

const inCI = () => ['1', 'true'].includes(process.env.CI ?? '')
