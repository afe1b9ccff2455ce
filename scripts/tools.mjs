import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findChromium } from './chromium.mjs'
import { run, Stop } from './toolchain.mjs'

/** What tests need beyond npm packages, and the Debian packages that bring it. */
export const tools = [
  { command: 'ffmpeg', debian: ['ffmpeg'] },
  { command: 'ffprobe', debian: ['ffmpeg'] },
  { command: 'ffplay', debian: ['ffmpeg'] },
  { command: 'curl', debian: ['curl'] },
  { command: 'redis-server', debian: ['redis-server'] },
  { command: 'chromium', debian: ['chromium'], find: findChromium },
  // Its words come in a package of their own.
  { command: 'pocketsphinx_continuous', debian: ['pocketsphinx', 'pocketsphinx-en-us'] },
]

const onPath = command =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .some(folder => existsSync(join(folder, command)) || existsSync(join(folder, `${command}.exe`)))

/** The tools that are not there. */
async function findMissing() {
  const places = await Promise.all(tools.map(({ command, find = () => onPath(command) }) => find()))
  return tools.filter((_tool, index) => !places[index])
}

/** Sees to it that the tools are there and gives the commands that are not. With CI set, none may be missing. */
export async function provideTools() {
  const wanted = [...new Set((await findMissing()).flatMap(({ debian }) => debian))]
  if (wanted.length > 0 && process.getuid?.() === 0 && onPath('apt-get')) {
    console.log(`Installing by apt-get: ${wanted.join(', ')}`)
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    // A failure shows in what is still missing afterwards.
    await run('apt-get', ['update', '-qq'], { env })
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...wanted], { env })
  }
  const commands = (await findMissing()).map(({ command }) => command)
  if (commands.length === 0) return commands
  if (inCI()) throw new Stop(`Not found: ${commands.join(', ')}. With CI set, every test has to run.`)
  console.log(`Not found: ${commands.join(', ')}. What needs them is skipped; install them to test everything.`)
  return commands
}

const inCI = () => ['1', 'true'].includes(process.env.CI ?? '')
