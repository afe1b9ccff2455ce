import { createFaultServer, hang, type SeenRequest, speech } from '@outloud/testing'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createBook } from './book.fixture.ts'
import { createFolder } from './folder.fixture.ts'
import { run } from './shell.fixture.ts'

const book = createBook(60_000)

/** A server that answers so many requests and then keeps everybody waiting. */
async function createSlowServer(answers: number) {
  const answer = ({ request }: { request: SeenRequest }) => (request.index < answers ? speech('pcm') : [hang])
  const server = await createFaultServer(answer)
  onTestFinished(() => server.close())
  return server
}

it.each([
  [[], 4],
  [['--concurrency', '1'], 1],
  [['--concurrency', '12'], 12],
] as const)('has with %j so many requests under way at once: %i', async (args, expected) => {
  const server = await createSlowServer(0)
  const { result, end } = run(['speak', '--base-url', `${server.url}/v1`, ...args], { input: book })
  await server.until(({ requests }) => requests.length >= expected)
  end('SIGINT')
  expect((await result).code).toBe(130)
  expect(server.requests).toHaveLength(expected)
})

it.each(['0', '2.5', '-1'])('has no concurrency of %s', async concurrency => {
  const server = await createSlowServer(0)
  const { code, stderr } = await run([
    'speak',
    'Hello.',
    '--base-url',
    `${server.url}/v1`,
    `--concurrency=${concurrency}`,
  ]).result
  expect({ code, requests: server.requests }).toEqual({ code: 2, requests: [] })
  expect(stderr).toBe(
    `outloud speak: --concurrency: expected a whole number from 1, got ${concurrency}. See outloud speak --help.\n`,
  )
})

it('shows on a terminal how far it is, and what of it was kept from before', async () => {
  const server = await createSlowServer(3)
  const env = { XDG_CACHE_HOME: createFolder() }
  // Those that were kept came at once, which says nothing of the others.
  for (const [cached, toGo] of [
    ['', ', \\d+:\\d\\d to go'],
    [', 3 of them from the cache', ''],
  ]) {
    const { result, end, stderr } = run(['speak', '--base-url', `${server.url}/v1`, '--concurrency', '1'], {
      input: book,
      env,
      terminal: ['stderr'],
    })
    const line = new RegExp(`\\routloud: 3 of 1\\d segments${cached}, 0:01 of audio${toGo}\\x1b`)
    let said = ''
    stderr.on('data', chunk => {
      said += chunk
    })
    await vi.waitFor(() => expect(said).toMatch(line), 10_000)
    end('SIGINT')
    await result
    const last = '\r\x1b[Koutloud speak: interrupted. What has come is kept: run the same command again to go on.\n'
    expect(said.slice(-last.length)).toBe(last)
  }
})

it('shows of a short text how much has come', async () => {
  const server = await createSlowServer(0)
  const { result, end, stderr } = run(['speak', 'Hello.', '--base-url', `${server.url}/v1`], { terminal: ['stderr'] })
  await vi.waitFor(() => expect(String(stderr.read() ?? '')).toContain('\routloud: 0 kB of mp3\x1b[K'), 10_000)
  end('SIGINT')
  await result
})
