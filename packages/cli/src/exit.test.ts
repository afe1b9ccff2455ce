import { APIError, InvalidRequestError, InvalidResponseError, NetworkError, TimeoutError } from '@outloud/core'
import { describe, expect, it } from 'vitest'
import { Failure, Interrupted, MissingKeyError, UsageError } from './errors.ts'
import { fail } from './exit.ts'
import { createShell } from './shell.fixture.ts'

const answered = (status: number, retryable: boolean, message = `${status}: No.`) =>
  new APIError(message, {
    status,
    retryable,
    code: undefined,
    type: undefined,
    param: undefined,
    requestId: 'req_1',
    retryAfter: undefined,
    body: '',
  })

const invalid = (name: string) => new InvalidRequestError(`${name}: no`, { issues: [{ path: [name], message: 'no' }] })

async function failed(error: unknown, env: Readonly<Record<string, string>> = {}) {
  const { shell, stderr } = createShell({ env })
  const code = await fail(error, 'outloud speak', shell)
  return { code, said: String(stderr.read() ?? '') }
}

describe('fail', () => {
  it.each([
    [new UsageError('no'), 2, 'no. See outloud speak --help.'],
    [new MissingKeyError('no'), 3, 'no'],
    [new Failure('no'), 1, 'no'],
    [invalid('speed'), 2, '--speed: no. See outloud speak --help.'],
    [invalid('baseURL'), 2, '--base-url: no. See outloud speak --help.'],
    [invalid('text'), 2, 'the text: no. See outloud speak --help.'],
    [invalid('apiKey'), 3, 'COMETAPI_KEY: no.'],
    [answered(400, false), 1, 'the server answered 400: No. Request id: req_1.'],
    [answered(400, false, '400: No. (req_1)'), 1, 'the server answered 400: No. (req_1)'],
    [answered(401, false), 3, 'the server answered 401: No. Request id: req_1.'],
    [answered(402, false), 3, 'the server answered 402: No. Request id: req_1.'],
    [answered(403, false), 3, 'the server answered 403: No. Request id: req_1.'],
    [answered(503, false), 1, 'the server answered 503: No. Request id: req_1.'],
    [answered(503, true), 4, 'the server answered 503: No. Trying again later may help. Request id: req_1.'],
    [
      new NetworkError('The connection failed', { retryable: true }),
      4,
      'The connection failed. Check the network and --base-url, or use --engine flite, which needs neither.',
    ],
    [
      new NetworkError('The connection failed', { retryable: true, cause: new Failure('The engine failed') }),
      1,
      'The engine failed.',
    ],
    [
      new NetworkError('The connection failed (ECONNREFUSED)', { retryable: true }),
      4,
      'The connection failed (ECONNREFUSED). Check the network and --base-url, or use --engine flite, which needs neither.',
    ],
    [new TimeoutError('idle', 5), 4, 'No answer in time: timeout.idle of 5 ms ran out. Trying again later may help.'],
    [
      new InvalidResponseError('Cut', { status: 200, contentType: '', reason: 'truncated' }),
      4,
      'Cut. Trying again may help.',
    ],
    [new InvalidResponseError('A page', { status: 200, contentType: '', reason: 'html' }), 1, 'A page.'],
    [new TypeError('a defect'), 1, 'a defect. OUTLOUD_DEBUG=1 shows more.'],
    ['a text', 1, 'a text. OUTLOUD_DEBUG=1 shows more.'],
  ])('tells in one line of %s', async (error, code, line) => {
    expect(await failed(error)).toEqual({ code, said: `outloud speak: ${line}\n` })
  })

  it.each(['outloud models', 'outloud transcribe', 'outloud translate'])(
    'offers %s no engine, which it does not take',
    async command => {
      const { shell, stderr } = createShell()
      await fail(new NetworkError('The connection failed', { retryable: true }), command, shell)
      expect(String(stderr.read())).toBe(`${command}: The connection failed. Check the network and --base-url.\n`)
    },
  )

  it('is no failure when the reader of standard output goes away', async () => {
    expect(await failed(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))).toEqual({ code: 0, said: '' })
  })

  it.each([
    ['SIGHUP', 129, 'ended by SIGHUP'],
    ['SIGINT', 130, 'interrupted'],
    ['SIGTERM', 143, 'ended by SIGTERM'],
  ] as const)('blames %s for whatever failed because of it', async (signal, code, line) => {
    const { shell, stderr, end } = createShell()
    end(signal)
    expect(new Interrupted(signal).message).toBe(line)
    expect(await fail(new TypeError('terminated'), 'outloud speak', shell)).toBe(code)
    expect(String(stderr.read())).toBe(`outloud speak: ${line}\n`)
  })

  it('keeps what others say in one line that does not drive the terminal', async () => {
    expect((await failed(new Failure('a\r\n\x1b[31mred\x07\u2028b'))).said).toBe('outloud speak: a [31mred b\n')
  })

  it('never prints the key', async () => {
    const env = { COMETAPI_KEY: 'sk-secret', OUTLOUD_DEBUG: '1' }
    const { said } = await failed(new Failure('bearer sk-secret', { cause: new Error('for sk-secret') }), env)
    expect(said).toContain('bearer [key]')
    expect(said).not.toContain('sk-secret')
  })

  it('adds the stack when that is asked for', async () => {
    expect((await failed(new Failure('no', { cause: new Error('why') }), { OUTLOUD_DEBUG: '1' })).said).toMatch(
      /^outloud speak: no\nFailure: no\n {4}at (?:.|\n)+\[cause\]: Error: why/,
    )
  })
})
