import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'

/** Runs programs as a reader of the page would. */
export interface Runner {
  /**
   * Runs a program in a new folder and gives what it printed, once it has ended well; or, if it is a server, as soon
   * as that matches `until`: it then goes on.
   */
  run(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    until: RegExp | undefined,
  ): Promise<string>
  /** Ends what goes on. */
  close(): Promise<void>
}

export function createRunner(folder: string): Runner {
  const running = new Set<ChildProcess>()
  const { COMETAPI_KEY, COMETAPI_BASE_URL, ...inherited } = process.env
  return {
    run(program, args, env, until) {
      const cwd = mkdtempSync(join(folder, 'run-'))
      const child = spawn(program, args, { cwd, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
      running.add(child)
      return new Promise((resolve, reject) => {
        let output = ''
        const read = (chunk: Buffer) => {
          output += chunk
          if (until?.test(output)) resolve(output)
        }
        child.stdout.on('data', read)
        child.stderr.on('data', read)
        child.on('error', reject)
        child.on('close', code => {
          running.delete(child)
          if (code === 0) resolve(output)
          else reject(new Error(`It ended with ${code}:\n${output}`))
        })
      })
    },
    async close() {
      const ends = [...running].map(child => once(child, 'close'))
      for (const child of running) child.kill()
      await Promise.all(ends)
    },
  }
}
