import { createFaultServer, type FaultServer, speech } from '@outloud/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFolder } from './folder.fixture.ts'
import { run } from './shell.fixture.ts'

describe('the engine', () => {
  let server: FaultServer
  beforeEach(async () => {
    server = await createFaultServer(() => speech())
  })
  afterEach(() => server.close())

  const speak = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    run(['speak', 'Hello.', ...args], { env }).result

  it.each(['auto', 'remote'])(
    'is the server of COMETAPI_BASE_URL for %s, with no key sent when there is none',
    async engine => {
      const { code, stderr } = await speak(['--engine', engine], { COMETAPI_BASE_URL: `${server.url}/v1` })
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined])
    },
  )

  it('is the server of --base-url before that of the environment', async () => {
    const env = { COMETAPI_BASE_URL: server.elsewhereUrl, COMETAPI_KEY: '' }
    expect((await speak(['--base-url', `${server.url}/v1/`], env)).code).toBe(0)
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/audio/speech'])
    expect(server.elsewhere).toEqual([])
  })

  it('leaves no connection behind', async () => {
    expect((await speak(['--base-url', `${server.url}/v1`])).code).toBe(0)
    // An idle one would be kept for four seconds.
    const closed = ({ connections }: FaultServer) => connections.every(({ closedBy }) => closedBy === 'client')
    await server.until(() => server.connections.length > 0 && closed(server), 2_000)
  })

  it('is not remote without a key or an address', async () => {
    const { code, stderr } = await speak(['--engine', 'remote'], { COMETAPI_KEY: '', COMETAPI_BASE_URL: '' })
    expect(code).toBe(3)
    expect(stderr).toBe(
      'outloud speak: there is no API key: set COMETAPI_KEY, name a --base-url, or use --engine flite\n',
    )
  })

  it('is not both embedded and a server', async () => {
    const { code, stderr } = await speak(['--engine', 'flite', '--base-url', server.url])
    expect(code).toBe(2)
    expect(stderr).toContain('--base-url is for a server')
    expect(server.requests).toEqual([])
  })

  it.each([
    [['Hello.', '--engine', 'flite', '--voice', 'nobody'], 'Unknown voice "nobody". flite has: alloy, '],
    [['Hello.', '--engine', 'espeak', '--voice', 'nobody'], 'Unknown voice "nobody". espeak has: alloy, '],
    [['Hello.', '--engine', 'flite', '--model', 'tts-9'], '--model: expected one of flite, tts-1, '],
    [['😀', '--engine', 'flite'], 'flite speaks English: the input has no Latin letter'],
    [['Доброе утро. Добрый день.', '--engine', 'flite', '--concurrency', '2'], 'flite speaks English: '],
  ])('says in one line why it does not speak %j, where it is on this machine', async (args, reason) => {
    const { code, stderr } = await run(['speak', ...args]).result
    expect(code).toBe(2)
    expect(stderr).toMatch(/^outloud speak: [^\n]+ See outloud speak --help\.\n$/)
    expect(stderr).toContain(reason)
    expect(stderr).not.toMatch(/server|request id|\b4\d\d:/)
  })

  it('says so of rows in the words of rows', async () => {
    const input = '{"text":"Hello.","voice":"nobody"}\n{"text":"Hello.","model":"tts-9"}'
    const folder = createFolder()
    const { stderr } = await run(['speak', '--batch', '-', '--engine', 'flite', '--out-dir', folder], { input }).result
    const lines = stderr.split('\n').sort()
    expect(lines).toContainEqual(expect.stringMatching(/^outloud: line 1: Unknown voice "nobody"\. flite has: [^()]+$/))
    expect(lines).toContainEqual(expect.stringMatching(/^outloud: line 2: model: expected one of [^()]+ got "tts-9"$/))
  })

  it.each([
    'localhost:8484',
    '/v1',
    'file:///v1',
    'http://me:hush@127.0.0.1/v1',
    'http://127.0.0.1/v1?key=hush',
    'http://',
  ])('has no address like %s, which is not repeated', async address => {
    for (const [args, env, source] of [
      [['--base-url', address], {}, '--base-url'],
      [[], { COMETAPI_BASE_URL: address }, 'COMETAPI_BASE_URL'],
    ] as const) {
      const { code, stderr } = await speak(args, env)
      expect(code).toBe(2)
      expect(stderr).toMatch(new RegExp(`^outloud speak: ${source}: expected an address such as [^\\n]+\\n$`))
      expect(stderr).not.toContain('hush')
    }
  })
})
