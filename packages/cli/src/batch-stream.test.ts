import { answer } from '@outloud/testing'
import { describe, expect, it } from 'vitest'
import { asked, setUp } from './batch.fixture.ts'
import { spawnOutloud } from './spawn.fixture.ts'

/** For a machine that is busy. */
const patient = { timeout: 10_000 }

const row = (fields: object) => `${JSON.stringify(fields)}\n`

describe('outloud speak --batch -', () => {
  it('speaks rows as they come, whoever writes the next ones later', async () => {
    const { start, inputs, files } = await setUp()
    const { result, stdin } = start([], [], { endless: true })
    const later = Buffer.from(row({ text: 'Zwölf.', file: 'two.mp3' }))
    stdin.push(row({ text: 'One.', file: 'one.mp3' }))
    await expect.poll(inputs, patient).toEqual(['One.'])
    await expect.poll(() => files().catch(() => []), patient).toEqual(['one.mp3'])
    // In two parts, in the middle of a letter.
    const middle = later.indexOf('ö') + 1
    stdin.push(later.subarray(0, middle))
    stdin.push(later.subarray(middle))
    await expect.poll(files, patient).toEqual(['one.mp3', 'two.mp3'])
    // The last line needs no end, and a file belongs to the first row that named it, also if that is done.
    stdin.push(row({ text: 'Three.', file: 'ONE.mp3' }) + row({ text: 'Four.' }).trim())
    stdin.push(null)
    const { code, stdout, stderr } = await result
    expect(code).toBe(1)
    expect(stderr).toContain('outloud: line 3: file: "ONE.mp3" is that of line 1 already\n')
    expect(String(stdout)).toMatch(/^3 of 4 rows spoken into /)
    expect(inputs()).toEqual(['One.', 'Zwölf.', 'Four.'])
    expect(await files()).toEqual(['0004.mp3', 'one.mp3', 'two.mp3'])
  })

  it('goes on where it stopped, when the same rows come again', async () => {
    const { start, batch, inputs, files } = await setUp()
    const { result, stdin, end } = start([], ['--no-cache'], { endless: true })
    stdin.push(row({ text: 'One.' }))
    await expect.poll(() => files().catch(() => []), patient).toEqual(['0001.mp3'])
    stdin.push(row({ text: 'Two.' }))
    await expect.poll(() => files().catch(() => []), patient).toEqual(['0001.mp3', '0002.mp3'])
    end('SIGINT')
    expect((await result).code).toBe(130)
    const { code, stdout } = await batch([{ text: 'One.' }, { text: 'Two.' }, { text: 'Three.' }], ['--no-cache'])
    expect({ code, skipped: /\d there already/.exec(stdout)?.[0] }).toEqual({ code: 0, skipped: '2 there already' })
    expect(inputs().at(-1)).toBe('Three.')
  })

  it('ends while more could come, where every row would be refused', async () => {
    const { start, inputs, files } = await setUp(exchange =>
      exchange.request.index === 0
        ? asked(exchange)
        : answer({ status: 401, type: 'application/json', body: '{"error":"No."}' }),
    )
    const { result, stdin } = start([], [], { endless: true, env: { COMETAPI_KEY: 'sk-secret' } })
    stdin.push(row({ text: 'One.' }))
    await expect.poll(() => files().catch(() => []), patient).toEqual(['0001.mp3'])
    stdin.push(row({ text: 'Two.' }))
    const { code, stderr } = await result
    expect({ code, inputs: inputs() }).toEqual({ code: 3, inputs: ['One.', 'Two.'] })
    expect(stderr).toMatch(/^outloud speak: the server answered 401[^\n]+1 of 2 rows are done/)
  })

  it('ends where what comes is no text, with what came before it', async () => {
    const { start, files, inputs } = await setUp(asked)
    const { result, stdin } = start([], [], { endless: true })
    stdin.push(row({ text: 'One.' }))
    await expect.poll(inputs, patient).toEqual(['One.'])
    stdin.push(Buffer.from([0xff, 0xff, 0x0a]))
    const { code, stderr } = await result
    expect(code).toBe(1)
    expect(stderr).toMatch(/^outloud speak: standard input is not UTF-8 text: [^\n]+ 1 of 1 rows are done/)
    expect(await files()).toEqual(['0001.mp3'])
  })

  it('does not wait for more where it cannot begin', async () => {
    const child = spawnOutloud(['speak', '--batch', '-', '--out-dir', 'unused', '--engine', 'remote'], { open: true })
    child.stdin.write(row({ text: 'One.' }))
    const code = await new Promise(resolve => child.once('exit', resolve))
    expect(code).toBe(3)
  })
})
