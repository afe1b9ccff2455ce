import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tones } from '@outloud/testing'
import { describe, expect, it } from 'vitest'
import { setUp } from './batch.fixture.ts'
import { createFolder } from './folder.fixture.ts'
import { run } from './shell.fixture.ts'

describe('the rows of outloud speak --batch', () => {
  it('speaks every row into a file of its own, as the row says, else as the command line does', async () => {
    const { server, folder, batch, files } = await setUp()
    const rows = [
      { text: 'One.', file: 'one.wav', voice: 'nova', speed: 1.5, instructions: 'Calmly.', model: 'm' },
      '',
      { text: 'Two.' },
      { text: 'Three.', format: 'opus' },
    ]
    const { code, stdout, stderr } = await batch(rows, ['--voice', 'ash', '--format', 'flac'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(new RegExp(`^3 of 3 rows spoken into ${folder}, 0:0\\d of audio\\n$`))
    expect(await files()).toEqual(['0003.flac', '0004.opus', 'one.wav'].sort())
    expect(tones.wav.length).toBe((await readFile(join(folder, 'one.wav'))).length)
    const sent = server.requests.map(({ body }) => JSON.parse(body))
    expect(sent).toContainEqual({
      input: 'One.',
      voice: 'nova',
      model: 'm',
      response_format: 'wav',
      speed: 1.5,
      instructions: 'Calmly.',
    })
    expect(sent).toContainEqual({ input: 'Two.', voice: 'ash', model: 'tts-1', response_format: 'flac', speed: 1 })
    expect(sent).toContainEqual({ input: 'Three.', voice: 'ash', model: 'tts-1', response_format: 'opus', speed: 1 })
  })

  it('reports rows that are none by their lines, and speaks the others', async () => {
    const { folder, batch, files, inputs } = await setUp()
    const rows = [
      { text: 'Good.', file: 'good.mp3' },
      'no json',
      '[1]',
      { text: ' ' },
      { txt: 'Typo.' },
      { text: 'Fast.', speed: 'fast' },
      { text: 'Faster.', speed: 9 },
      { text: 'A.', format: 'ogg' },
      { text: 'A.', file: 'a.wav', format: 'mp3' },
      { text: 'Again.', file: 'GOOD.mp3' },
      { text: 'Last.', file: 'last.mp3' },
    ]
    const { code, stdout, stderr } = await batch(rows)
    expect(code).toBe(1)
    const lines = stderr.split('\n')
    for (const [line, problem] of [
      [2, 'expected a JSON object on one line, got what is no JSON'],
      [3, 'expected a JSON object, such as {"text": "Hello.", "file": "hello.mp3"}'],
      [4, 'text: expected a text that is not blank'],
      [5, 'expected the fields text, file, voice, model, format, speed, instructions, got "txt"'],
      [6, 'speed: expected a number, got string'],
      [7, 'speed: expected a number from 0.25 to 4, got 9'],
      [8, 'format: expected one of mp3, opus, aac, flac, wav, pcm, got "ogg"'],
      [9, 'format mp3 contradicts the extension .wav of "a.wav"'],
      [10, 'file: "GOOD.mp3" is that of line 1 already'],
    ] as const) {
      expect(lines).toContain(`outloud: line ${line}: ${problem}`)
    }
    expect(lines.at(-2)).toBe('outloud speak: 9 of 11 rows failed: lines 2, 3, 4, 5, 6, 7, 8, 9, 10')
    expect(stdout).toMatch(new RegExp(`^2 of 11 rows spoken into ${folder}, 9 failed, 0:0\\d of audio\\n$`))
    expect(inputs().toSorted()).toEqual(['Good.', 'Last.'])
    expect(await files()).toEqual(['good.mp3', 'last.mp3'])
  })

  it.each([
    '../a.mp3',
    '/tmp/a.mp3',
    'a/b.mp3',
    'a\\b.mp3',
    '.a.mp3',
    '..',
    'nul.mp3',
    'a\u0000.mp3',
    `${'a'.repeat(300)}.mp3`,
  ])('has no file %j', async file => {
    const { folder, batch, inputs } = await setUp()
    const { code, stderr } = await batch([{ text: 'Out.', file, format: 'mp3' }])
    expect({ code, inputs: inputs() }).toEqual({ code: 1, inputs: [] })
    expect(stderr).toMatch(/^outloud: line 1: (file: expected the plain name of a file in the folder|the name)/)
    expect(await readdir(folder)).toEqual([])
  })

  it('follows no link out of the folder, even when forced', async () => {
    const { folder, batch, inputs } = await setUp()
    const elsewhere = join(createFolder(), 'mine.mp3')
    await writeFile(elsewhere, 'mine')
    await mkdir(folder)
    await symlink(elsewhere, join(folder, 'a.mp3'))
    const { code, stderr } = await batch([{ text: 'A.', file: 'a.mp3' }], ['--force'])
    expect({ code, inputs: inputs() }).toEqual({ code: 1, inputs: [] })
    expect(stderr).toContain('a folder, a link or a device is in its place')
    expect(await readFile(elsewhere, 'utf8')).toBe('mine')
  })

  it.each([
    [['--out-dir', 'a'], '--out-dir is for --batch: leave it out, or name the rows with --batch'],
    [['--batch', '-'], '--batch: expected --out-dir, the folder for its files, got none'],
    [
      ['--batch', '-', '--out-dir', 'a', '-o', 'a.mp3'],
      '--output is for one text: leave it out, the rows of --batch say more',
    ],
    [['--batch', '-', '--out-dir', 'a', 'Hello.'], 'the text is given twice: as arguments and with --batch'],
    [['--batch', '-', '--out-dir', 'a', '--concurrency', '0'], '--concurrency: expected a whole number from 1, got 0'],
    [['--batch', '-', '--out-dir', 'a'], '--batch: expected one JSON object a line, got no line'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await run(['speak', ...args]).result
    expect({ code, stderr }).toEqual({ code: 2, stderr: `outloud speak: ${message}. See outloud speak --help.\n` })
  })
})
