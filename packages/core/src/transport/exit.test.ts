import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { answer, createFaultServer, type Handler, hang, speech } from '@outloud/testing'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outloud-exit-'))
  await build({
    entryPoints: [fileURLToPath(new URL('../index.ts', import.meta.url))],
    conditions: ['source'],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'neutral',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
  })
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs a function body in a process of its own, with a `client` and a `signal` that aborts 300 ms after its start. */
async function run(respond: Handler, body: string): Promise<string> {
  const server = await createFaultServer(respond)
  try {
    const script = `
      import { createSpeechClient } from ${JSON.stringify(join(folder, 'index.mjs'))}
      const client = createSpeechClient({ baseURL: '${server.url}/v1', timeout: { firstByte: 500, total: 90_000 } })
      const controller = new AbortController()
      const { signal } = controller
      const stop = () => setTimeout(() => controller.abort(new Error('stopped')), 300)
      try {
        ${body}
        console.log('done')
      } catch (error) {
        console.log(error.name, error.message)
      }`
    // A timer or a connection that is left would hold the process up for longer.
    const limit = { timeout: 25_000 }
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], limit)
    return stdout.trim()
  } finally {
    await server.close()
  }
}

const busy =
  (status: number): Handler =>
  () =>
    answer({ status, headers: { 'retry-after': '55' } })
const half: Handler = () => [...speech('mp3', { announced: 1_000_000 }), hang]

describe('a process ends by itself', () => {
  test.each<[string, Handler, string, string]>([
    ['after audio', () => speech(), `await client.synthesize('Hi.').bytes()`, 'done'],
    [
      'when it stops in a pause',
      busy(429),
      `stop(); await client.synthesize('Hi.', { signal }).bytes()`,
      'Error stopped',
    ],
    [
      'when it stops in a back-off',
      busy(503),
      `stop(); await client.synthesize('Hi.', { signal }).bytes()`,
      'Error stopped',
    ],
    [
      'when it stops within a body',
      half,
      `stop(); await client.synthesize('Hi.', { signal }).bytes()`,
      'Error stopped',
    ],
    ['when it leaves a body', half, `for await (const _ of client.synthesize('Hi.')) break`, 'done'],
    [
      'when nobody answers',
      () => [hang],
      `await client.synthesize('Hi.').bytes()`,
      'TimeoutError No answer in time: timeout.firstByte of 500 ms ran out',
    ],
  ])('%s', async (_, respond, body, said) => {
    expect(await run(respond, body)).toBe(said)
  })
})
