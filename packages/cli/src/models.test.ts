import { answer, createFaultServer, type Handler } from '@outloud/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { run } from './shell.fixture.ts'

const catalogue = [
  {
    id: 'tts-x',
    provider: 'Someone',
    features: ['text-to-speech'],
    pricing: { currency: 'USD / M Tokens', input: 15, output: null, ratio: 0.8 },
    shutdown_date: '2027-01-06',
  },
  {
    id: 'per-second',
    provider: 'Other',
    features: ['text-to-speech'],
    pricing: { currency: 'USD', per_second: 0.002 },
  },
  { id: 'chat', provider: 'Other', features: ['chat'] },
]

async function models(handler: Handler, ...args: readonly string[]) {
  const server = await createFaultServer(handler)
  onTestFinished(() => server.close())
  const { code, stdout, stderr } = await run(['models', '--base-url', `${server.url}/v1`, ...args]).result
  return { code, stdout: String(stdout), stderr, paths: server.requests.map(({ path }) => path) }
}

const json = (body: object) => answer({ type: 'application/json', body: JSON.stringify(body) })
const rows = () => json({ success: true, data: catalogue })
const plain: Handler = ({ request }) =>
  request.path === '/v1/models'
    ? json({ data: [{ id: 'tts-1', owned_by: 'me' }, { id: 'gpt' }] })
    : answer({ status: 404 })

describe('outloud models', () => {
  it('lists what the catalogue says in columns', async () => {
    const { code, stdout, stderr, paths } = await models(rows)
    expect({ code, stderr, paths }).toEqual({ code: 0, stderr: '', paths: ['/api/models'] })
    expect(stdout).toBe(
      [
        'model       provider  price                        withdrawn',
        'tts-x       Someone   12 in, ? out USD / M Tokens  2027-01-06',
        'per-second  Other     0.002 USD a second (list)',
        'chat        Other',
        '',
      ].join('\n'),
    )
  })

  it('lists those that speak', async () => {
    const { stdout } = await models(rows, '--speech')
    expect(stdout.split('\n').map(line => line.split(' ')[0])).toEqual(['model', 'tts-x', 'per-second', ''])
  })

  it('gives a machine every field that is known', async () => {
    const { stdout } = await models(rows, '--speech', '--json')
    expect(JSON.parse(stdout)).toMatchObject([
      { id: 'tts-x', shutdownDate: '2027-01-06', pricing: { input: 15, ratio: 0.8 } },
      { id: 'per-second', pricing: { perSecond: 0.002 } },
    ])
  })

  it('goes by the names on a server that says nothing else', async () => {
    const { code, stdout } = await models(plain, '--speech')
    expect(code).toBe(0)
    expect(stdout.split('\n').map(line => line.split(' ')[0])).toEqual(['model', 'tts-1', ''])
  })

  it('lets no name drive the terminal', async () => {
    const { stdout } = await models(() => json({ data: [{ id: 'a\u001b[31m\r\nb', features: [] }] }))
    expect(stdout).toContain('a [31m b')
  })

  it('says what is wrong with what came', async () => {
    const { code, stderr } = await models(() => json({ hello: 'world' }))
    expect(code).toBe(1)
    expect(stderr).toMatch(/^outloud models: .*a list of models/)
  })
})

describe('outloud voices', () => {
  const voices = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await run(['voices', ...args]).result
    return { code, stdout: String(stdout), stderr }
  }

  it('lists those of the embedded engine, with their languages', async () => {
    const { code, stdout } = await voices()
    expect(code).toBe(0)
    expect(stdout).toMatch(/^voice {4}language\nalloy {4}en-US\n/)
    expect(stdout).toMatch(/^awb {6}en-GB$/m)
  })

  it('lists the thirteen names of the protocol for a server', async () => {
    const { stdout } = await voices('--base-url', 'http://127.0.0.1:9/v1')
    expect(stdout.split('\n').filter(name => name !== '')).toHaveLength(13)
    expect(JSON.parse((await voices('--base-url', 'http://127.0.0.1:9/v1', '--json')).stdout)).toContainEqual({
      id: 'verse',
    })
  })

  it('lists those of espeak, where it is installed', async () => {
    const { code, stdout } = await voices('--engine', 'espeak', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toContainEqual({ id: expect.any(String), language: 'de' })
  })
})
