import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** What ends a script early with one line instead of a stack. */
export class Stop extends Error {
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Runs a script's body: its end is the exit code, a `Stop` is one line on stderr. */
export async function main(body) {
  try {
    process.exitCode = await body()
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    if (error.message) console.error(error.message)
    process.exitCode = error.exitCode
  }
}

/**
 * Runs a command in the repository and gives its exit code. Its output is shown, its input is empty.
 * A signal is handed on; the script ends once the command has.
 */
export async function run(command, args, { env = {}, cwd = root } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    // npx is a script there.
    shell: process.platform === 'win32',
  })
  let interrupted
  const hand = signal => {
    interrupted = signal
    child.kill(signal)
  }
  process.on('SIGINT', hand).on('SIGTERM', hand)
  try {
    const [code, signal] = await new Promise((resolve, reject) => {
      child.on('error', reject).on('close', (...end) => resolve(end))
    })
    const ended = interrupted ?? signal
    if (ended)
      throw new Stop(interrupted ? '\nStopped.' : `${command} was ended by ${signal}.`, 128 + constants.signals[ended])
    return code
  } catch (error) {
    if (error.code === 'ENOENT') throw new Stop(`${command} was not found. It comes with Node: https://nodejs.org/`)
    throw error
  } finally {
    process.off('SIGINT', hand).off('SIGTERM', hand)
  }
}

/** Runs the pinned pnpm, which need not be installed. What it starts finds `pnpm` too. */
export const pnpm = (args, env) =>
  run('npx', ['-y', packageManager, ...args], {
    env: { ...env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', npm_config_update_notifier: 'false' },
  })

/** Installs what the lockfile says; nothing is run when nothing has changed since. */
export async function install() {
  const stamp = join(root, 'node_modules/.installed')
  const wanted = digestOfManifests()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  const code = await pnpm(['install', '--frozen-lockfile', '--config.update-notifier=false'])
  if (code !== 0) throw new Stop('Installing failed: see above. Is the npm registry reachable?', code)
  writeFileSync(stamp, wanted)
}

function digestOfManifests() {
  const within = folder => (existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [])
  const packages = ['.', 'packages', 'apps', 'examples'].flatMap(folder =>
    within(folder).map(name => join(folder, name)),
  )
  const hash = createHash('sha256').update(process.version)
  for (const name of [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    ...packages.map(name => join(name, 'package.json')),
  ]) {
    const path = join(root, name)
    if (existsSync(path)) hash.update(readFileSync(path))
  }
  return hash.digest('hex')
}
