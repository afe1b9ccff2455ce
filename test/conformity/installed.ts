import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../workspace.ts'

/** Runs a program and gives what it printed, or the reason why not. */
function run(program: string, args: readonly string[], { cwd, env = {} }: { cwd: string; env?: object }) {
  return new Promise<string>((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    const printed = { stdout: '', stderr: '' }
    child.stdout.on('data', chunk => {
      printed.stdout += chunk
    })
    child.stderr.on('data', chunk => {
      printed.stderr += chunk
    })
    child.once('error', reject)
    child.once('close', code => {
      if (code === 0) resolve(printed.stdout)
      else reject(new Error(`${program} ended with ${code}: ${printed.stderr.slice(-2_000)}`))
    })
  })
}

/** Packages too large to come with ours, in a folder of their own that is kept: it is made once. */
export async function installed(name: string, packages: readonly string[]): Promise<string> {
  const cache = join(root, 'node_modules/.cache/outloud-conformity')
  const folder = join(cache, [name, ...packages].join('+').replace(/[^\w.@+-]+/g, '-'))
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  const making = mkdtempSync(join(cache, '.making-'))
  try {
    writeFileSync(join(making, 'package.json'), '{"private":true}')
    await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...packages], { cwd: making })
    // Whole or not at all: who was quicker has made the same.
    if (!existsSync(folder)) renameSync(making, folder)
    return folder
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
}

/** What a script of this folder printed as JSON, under Node 22. */
export async function runOnNode22(script: string, args: readonly string[], env: object): Promise<unknown> {
  const node = join(await installed('node', ['node@22']), 'node_modules/.bin/node')
  return JSON.parse(await run(node, [join(root, 'test/conformity', script), ...args], { cwd: root, env }))
}
