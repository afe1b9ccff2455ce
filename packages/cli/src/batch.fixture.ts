import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createFaultServer, type FaultServer, type Handler, speech } from '@outloud/testing'
import { onTestFinished } from 'vitest'
import { createFolder } from './folder.fixture.ts'
import { type Run, run, type TestShellOptions } from './shell.fixture.ts'

/** What a good server answers. */
export const asked: Handler = ({ request }) => speech(JSON.parse(request.body).response_format)

/** Begins the command for these rows, with further arguments. */
type Start<Result> = (
  rows: readonly (object | string)[],
  args?: readonly string[],
  options?: TestShellOptions,
) => Result

/** A server, an empty folder, and the command for rows. */
export interface BatchSetUp {
  readonly server: FaultServer
  readonly folder: string
  readonly start: Start<Run>
  /** The same, to its end. */
  readonly batch: Start<Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>>
  /** The texts that were asked for so far. */
  inputs(): readonly string[]
  /** What is in the folder and everybody sees. */
  files(): Promise<readonly string[]>
}

export async function setUp(handler: Handler = asked): Promise<BatchSetUp> {
  const server = await createFaultServer(handler)
  onTestFinished(() => server.close())
  const folder = join(createFolder(), 'out')
  const home = createFolder()
  const start: Start<Run> = (rows, args = [], options = {}) => {
    const input = rows.map(row => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n')
    const command = ['speak', '--batch', '-', '--out-dir', folder, '--base-url', `${server.url}/v1`, ...args]
    return run(command, { input, ...options, env: { XDG_CACHE_HOME: home, ...options.env } })
  }
  const batch: BatchSetUp['batch'] = async (...given) => {
    const { code, stdout, stderr } = await start(...given).result
    return { code, stdout: String(stdout), stderr }
  }
  const inputs = () => server.requests.map(({ body }) => JSON.parse(body).input)
  const files = async () => (await readdir(folder)).filter(name => !name.startsWith('.')).sort()
  return { server, folder, start, batch, inputs, files }
}

/** So many rows. */
export const numbered = (count: number): readonly { readonly text: string }[] =>
  Array.from({ length: count }, (_, index) => ({ text: `Row ${index + 1}.` }))
