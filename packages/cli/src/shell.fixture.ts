import { PassThrough, Readable } from 'node:stream'
import { type EndingSignal, Interrupted } from './errors.ts'
import { createFolder } from './folder.fixture.ts'
import { main } from './main.ts'
import type { Shell } from './shell.ts'

/** What the shell of a test has around the command. */
export interface TestShellOptions {
  /** Caches are in a folder of the test's own unless it says where. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** What arrives on standard input. @default '' */
  readonly input?: string | Uint8Array | undefined
  /** Whether standard input stays open after `input`. @default false */
  readonly endless?: boolean | undefined
  /** Which of the three streams are terminals. @default none */
  readonly terminal?: readonly ('stdin' | 'stdout' | 'stderr')[] | undefined
}

/** A shell whose streams the test holds; nobody has to read them. */
export interface TestShell {
  readonly shell: Shell
  readonly stdin: Readable
  readonly stdout: PassThrough
  readonly stderr: PassThrough
  end(signal: EndingSignal): void
}

export function createShell({
  env = {},
  input = '',
  endless = false,
  terminal = [],
}: TestShellOptions = {}): TestShell {
  const ending = new AbortController()
  const stdin = new Readable({ read() {} })
  stdin.push(Buffer.from(input))
  if (!endless) stdin.push(null)
  const stdout = new PassThrough({ highWaterMark: 64 * 1024 * 1024 })
  const stderr = new PassThrough()
  const streams = { stdin, stdout, stderr }
  for (const name of terminal) Object.assign(streams[name], { isTTY: true })
  return {
    shell: { env: { XDG_CACHE_HOME: createFolder(), ...env }, ...streams, signal: ending.signal },
    ...streams,
    end: signal => ending.abort(new Interrupted(signal)),
  }
}

/** A command that runs in this process. */
export interface Run extends TestShell {
  /** What it came to. */
  readonly result: Promise<{ readonly code: number; readonly stdout: Buffer; readonly stderr: string }>
}

/** Runs a command line in a shell of its own. */
export function run(args: readonly string[], options: TestShellOptions = {}): Run {
  const shell = createShell(options)
  const result = main(args, shell.shell).then(code => ({
    code,
    stdout: (shell.stdout.read() as Buffer | null) ?? Buffer.alloc(0),
    stderr: String(shell.stderr.read() ?? ''),
  }))
  return { ...shell, result }
}
