import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { answer, hang, tones } from '@outloud/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { asked, numbered, setUp } from './batch.fixture.ts'
import { createBook } from './book.fixture.ts'

describe('outloud speak --batch', () => {
  it('asks again only for what is not there, and for what a row says otherwise than before', async () => {
    const { folder, batch, inputs, files } = await setUp()
    const rows = [{ text: 'One.' }, { text: 'Two.' }, { text: 'Three.' }]
    expect((await batch(rows)).code).toBe(0)
    await rm(join(folder, '0002.mp3'))
    const again = await batch(rows, ['--no-cache'])
    expect(again.stdout).toMatch(/^1 of 3 rows spoken into .+, 2 there already, /)
    expect(inputs().slice(3)).toEqual(['Two.'])
    const changed = await batch([rows[0] ?? '', { text: 'Another.' }, rows[2] ?? ''])
    expect(changed.code).toBe(1)
    expect(changed.stderr).toContain('0002.mp3 exists: choose another name, or replace it with --force')
    expect(inputs()).toHaveLength(4)
    expect((await batch([rows[0] ?? '', { text: 'Another.' }, rows[2] ?? ''], ['--force'])).code).toBe(0)
    expect(inputs().slice(4)).toEqual(['Another.'])
    expect(await files()).toEqual(['0001.mp3', '0002.mp3', '0003.mp3'])
  })

  it('has no more requests under way than it is told, over all rows', async () => {
    const { server, start } = await setUp(() => [hang])
    const { result, end } = start(numbered(9), ['--concurrency', '3'])
    await server.until(({ requests }) => requests.length >= 3)
    end('SIGINT')
    expect((await result).code).toBe(130)
    expect(server.requests).toHaveLength(3)
  })

  it('counts all requests of a row that is as long as a book', async () => {
    const { server, start } = await setUp(() => [hang])
    const books = [{ text: createBook(30_000) }, { text: createBook(40_000) }]
    const { result, end } = start(books, ['--concurrency', '2'])
    await server.until(({ requests }) => requests.length >= 2)
    end('SIGINT')
    await result
    expect(server.requests).toHaveLength(2)
  })

  it('leaves whole files alone when it is interrupted, says how to go on, and goes on', async () => {
    let slow = true
    const { server, folder, start, batch, inputs, files } = await setUp(exchange =>
      slow && exchange.request.index >= 2
        ? [...answer({ type: 'audio/mpeg', body: 'ID3', announced: 9_000 }), hang]
        : asked(exchange),
    )
    const { result, end } = start(numbered(5), ['--concurrency', '2'])
    await server.until(({ requests }) => requests.length === 4)
    end('SIGINT')
    const { code, stderr } = await result
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr: 'outloud speak: interrupted. 2 of 5 rows are done: run the same command again to go on.\n',
    })
    expect((await readdir(folder)).sort()).toEqual(['.outloud-batch.jsonl', '0001.mp3', '0002.mp3'])
    slow = false
    expect((await batch(numbered(5))).code).toBe(0)
    expect(inputs().slice(4).sort()).toEqual(['Row 3.', 'Row 4.', 'Row 5.'])
    expect(await files()).toHaveLength(5)
  })

  it('ends at once where every row would be refused', async () => {
    const { batch, inputs } = await setUp(() =>
      answer({ status: 401, type: 'application/json', body: '{"error":"No."}' }),
    )
    const { code, stderr } = await batch(numbered(50), ['--concurrency', '1'], { env: { COMETAPI_KEY: 'sk-secret' } })
    expect({ code, inputs: inputs() }).toEqual({ code: 3, inputs: ['Row 1.'] })
    expect(stderr).toMatch(
      /^outloud speak: the server answered 401[^\n]+0 of 50 rows are done: run the same command again/,
    )
  })

  it('is quiet about many rows at once', async () => {
    const { batch, server } = await setUp()
    const warned = vi.fn()
    process.on('warning', warned)
    onTestFinished(() => void process.off('warning', warned))
    expect((await batch(numbered(24), ['--concurrency', '12'])).code).toBe(0)
    expect(server.requests).toHaveLength(24)
    expect(warned).not.toHaveBeenCalled()
  })

  it('goes on behind a row that the server refuses', async () => {
    const { batch, files } = await setUp(exchange =>
      exchange.request.body.includes('Row 2.')
        ? answer({ status: 400, type: 'application/json', body: '{"error":"No."}' })
        : asked(exchange),
    )
    const { code, stderr } = await batch(numbered(3))
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^outloud: line 2: the server answered 400[^\n]+\noutloud speak: 1 of 3 rows failed: line 2\n$/,
    )
    expect(await files()).toEqual(['0001.mp3', '0003.mp3'])
  })

  it('prints one line of JSON a row for machines', async () => {
    const { batch } = await setUp()
    const rows = [{ text: 'One.' }, 'no json']
    await batch(rows)
    const { code, stdout } = await batch([...rows, { text: 'Three.' }], ['--json'])
    expect(code).toBe(1)
    const results = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(results.sort((a, b) => a.line - b.line)).toEqual([
      { line: 1, file: '0001.mp3', status: 'skipped' },
      { line: 2, status: 'failed', error: 'expected a JSON object on one line, got what is no JSON' },
      {
        line: 3,
        file: '0003.mp3',
        status: 'spoken',
        format: 'mp3',
        segments: 1,
        cached: 0,
        bytes: tones.mp3.length,
        seconds: expect.closeTo(0.5, 0),
      },
    ])
  })

  it('shows on a terminal how many rows are done', async () => {
    const { start } = await setUp(exchange => (exchange.request.index < 2 ? asked(exchange) : [hang]))
    const { result, end, stderr } = start(numbered(4), ['--concurrency', '1'], { terminal: ['stderr'] })
    let said = ''
    stderr.on('data', chunk => {
      said += chunk
    })
    await expect.poll(() => said, { timeout: 10_000 }).toMatch(/\routloud: 2 of 4 rows, 0:0\d of audio, 0:\d\d to go/)
    end('SIGINT')
    await result
  })
})
