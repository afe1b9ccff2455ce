import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { spawnOutloud } from './spawn.fixture.ts'

/** The first lines of a server, up to and with its example. */
async function greetingOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  let said = ''
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    said += chunk
    if (said.includes('-o hello.mp3\n')) return said
  }
  throw new Error(`The server ended after: ${said}`)
}

/** Starts `outloud serve` on a free port, until the test is over. */
export async function serve(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<{
  readonly child: ChildProcessWithoutNullStreams
  /** What it said on standard error, in the end. */
  readonly said: Promise<string>
  readonly exit: Promise<unknown[]>
  readonly greeting: string
  /** Where the API begins. */
  readonly base: string
}> {
  const child = spawnOutloud(['serve', '--port', '0', ...args], { env })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = text(child.stderr)
  const exit = once(child, 'exit')
  const greeting = await greetingOf(child)
  const base = greeting.match(/^Speech on (http:\/\/\S+\/v1) /)?.[1] ?? ''
  return { child, said, exit, greeting, base }
}
