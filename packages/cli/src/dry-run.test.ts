import { answer, createFaultServer, type Handler } from '@outloud/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createBook } from './book.fixture.ts'
import { run } from './shell.fixture.ts'

const catalogue = (pricing: object | null): Handler => {
  const data = [{ id: 'tts-1', features: ['text-to-speech'], pricing }]
  return () => answer({ type: 'application/json', body: JSON.stringify({ success: true, data }) })
}

async function dryRun(handler: Handler, args: readonly string[], input = '') {
  const server = await createFaultServer(handler)
  onTestFinished(() => server.close())
  const command = ['speak', '--dry-run', '--base-url', `${server.url}/v1`, ...args]
  const { code, stdout, stderr } = await run(command, { input, terminal: ['stdout'] }).result
  return { code, stdout: String(stdout), stderr, asked: server.requests.map(({ method }) => method) }
}

const perRequest = { currency: 'USD', per_request: 0.02, ratio: 0.5 }

describe('outloud speak --dry-run', () => {
  it('says what a text would be asked for in and cost, and asks for no speech', async () => {
    const book = createBook(20_000)
    const { code, stdout, stderr, asked } = await dryRun(catalogue(perRequest), ['-o', 'book.mp3', '--json'], book)
    expect({ code, stderr, asked }).toEqual({ code: 0, stderr: '', asked: ['GET'] })
    const { requests, characters, price, ...rest } = JSON.parse(stdout)
    expect(rest).toEqual({ texts: 1, segments: requests })
    expect(requests).toBeGreaterThan(4)
    expect(characters).toBeGreaterThan(19_000)
    expect(price).toEqual({ amount: expect.closeTo(requests * 0.01, 9), currency: 'USD', exact: true })
  })

  it.each([
    [catalogue(perRequest), 'price       0.01 USD'],
    [catalogue({ currency: 'USD', per_second: 0.1 }), /price {7}about 0\.\d+ USD$/],
    [catalogue(null), 'price       unknown: The catalogue has no price for the model'],
    [
      (() => answer({ status: 500, type: 'text/plain', body: 'No' })) as Handler,
      /price {7}unknown: no catalogue came: /,
    ],
  ])('says in words what it would cost, or why that is unknown: %#', async (handler, line) => {
    const { code, stdout, asked } = await dryRun(handler, ['Hello, world.'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^segments {4}1\ncharacters {2}13\nrequests {4}1\nprice/)
    const last = stdout.trimEnd().split('\n').at(-1)
    expect(last).toMatch(line)
    expect(asked).not.toContain('POST')
  })

  it('costs nothing with the embedded engine', async () => {
    const { stdout } = await run(['speak', '--dry-run', 'Hello.', '--engine', 'flite']).result
    expect(String(stdout)).toMatch(/price {7}0 USD\n$/)
  })

  it('adds up the rows of a batch, and reports those that are none', async () => {
    const rows = '{"text":"One."}\nnone\n{"text":"Two.","voice":"nova"}'
    const { code, stdout, stderr, asked } = await dryRun(catalogue(perRequest), ['--batch', '-'], rows)
    expect(stdout).toBe('texts       2\nsegments    2\ncharacters  8\nrequests    2\nprice       0.02 USD\n')
    expect({ code, asked }).toEqual({ code: 1, asked: ['GET'] })
    expect(stderr).toMatch(/^outloud: line 2: expected a JSON object [^\n]+\noutloud speak: 1 of 3 rows are bad\n$/)
  })

  it.each([
    [['--speed', '9', 'Hello.'], '--speed: expected a number from 0.25 to 4, got 9'],
    [['--play', 'Hello.'], '--dry-run is about a file: leave out --play'],
    [[], 'the text is blank'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr, asked } = await dryRun(catalogue(null), args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(asked).not.toContain('POST')
  })
})
