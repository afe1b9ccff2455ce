import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createFolder } from './folder.fixture.ts'

/** The command as it is published. */
const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url))

/** How to start the built command. */
export interface SpawnOptions {
  /** Caches are in a folder of the test's own unless it says where. */
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly cwd?: string | undefined
  /** What arrives on standard input. @default '' */
  readonly input?: string | undefined
  /** Whether standard input stays open behind that. @default false */
  readonly open?: boolean | undefined
}

/** Starts the built command without any of this process's own settings. */
export function spawnOutloud(
  args: readonly string[],
  { env = {}, cwd, input = '', open = false }: SpawnOptions = {},
): ChildProcessWithoutNullStreams {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { PATH, HOME, XDG_CACHE_HOME: createFolder(), ...env },
  })
  // It may end without having read.
  child.stdin.on('error', () => {})
  if (open) child.stdin.write(input)
  else child.stdin.end(input)
  return child
}

/** Runs the built command to its end. */
export async function outloud(
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawnOutloud(args, options)
  const [[code], stdout, stderr] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)])
  return { code, stdout, stderr }
}
