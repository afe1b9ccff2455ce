import { readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSpeechServer } from '@outloud/server'
import { serve } from '@outloud/server/node'
import {
  createFaultServer,
  createPocketsphinxRecognizer,
  createScriptedRecognizer,
  createToneEngine,
  hang,
  pocketsphinxTools,
  tones,
} from '@outloud/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { missingTools } from '../../../test/tools.ts'
import { createFolder } from './folder.fixture.ts'
import { run } from './shell.fixture.ts'

/** The embedded server, which hears what it was told to, and a recording to give it. */
async function setUp() {
  const recognizer = createScriptedRecognizer()
  const server = createSpeechServer({ engine: createToneEngine(), recognizer })
  const { url, close } = await serve(server)
  onTestFinished(async () => {
    await close({ grace: 0 })
    await server.close()
  })
  const folder = createFolder()
  const file = join(folder, 'call.mp3')
  await writeFile(file, tones.mp3)
  return { recognizer, base: ['--base-url', `${url}/v1`], folder, file }
}

const said = async (result: ReturnType<typeof run>['result']) => {
  const { code, stdout, stderr } = await result
  return { code, stdout: String(stdout), stderr }
}

const words = 'Good morning, everyone. Here we are.'

describe('outloud transcribe', () => {
  it('prints what was said, and uploads the file as it is', async () => {
    const { recognizer, base, file } = await setUp()
    const { code, stdout, stderr } = await said(
      run(['transcribe', file, '--language', 'de', '--prompt', 'Ines', ...base]).result,
    )
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${words}\n`, stderr: '' })
    const [{ data, name, language, prompt, translate } = {}] = recognizer.asked
    expect({ name, language, prompt, translate }).toEqual({
      name: 'call.mp3',
      language: 'de',
      prompt: 'Ines',
      translate: false,
    })
    expect(Buffer.from(data ?? []).equals(tones.mp3)).toBe(true)
  })

  it.each([
    ['text', `${words}\n`],
    ['srt', /^1\n00:00:00,250 --> 00:00:01,650\nGood morning, everyone\.\n/],
    ['vtt', /^WEBVTT\n\n00:00:00\.250 --> /],
    ['json', new RegExp(`^{\\n {2}"text": "${words}"`)],
    ['verbose_json', /"duration": 5,\n(.*\n)* *"segments": \[/],
  ])('prints %s', async (format, expected) => {
    const { base, file } = await setUp()
    const { stdout } = await said(run(['transcribe', file, '--format', format, ...base]).result)
    expect(stdout).toMatch(expected)
    if (format.endsWith('json')) expect(JSON.parse(stdout)).toMatchObject({ text: words })
  })

  it.each([
    ['words.txt', /^Good morning/],
    ['a.srt', /^1\n/],
    ['a.VTT', /^WEBVTT/],
    ['a.json', /^{/],
    ['words', /^Good morning/],
  ])('writes to %s what its extension tells, and the file is whole or not there', async (name, expected) => {
    const { base, file, folder } = await setUp()
    const args = ['transcribe', file, '-o', join(folder, name), ...base]
    expect(await said(run(args).result)).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await readFile(join(folder, name), 'utf8')).toMatch(expected)
    expect((await readdir(folder)).sort()).toEqual(['call.mp3', name].sort())
    expect((await said(run(args).result)).stderr).toContain('exists: choose another name, or replace it with --force')
    expect((await said(run([...args, '--force']).result)).code).toBe(0)
  })

  it('refuses a file before it is uploaded, with the remedy', async () => {
    const { base, folder, recognizer } = await setUp()
    const files = { empty: join(folder, 'empty.mp3'), large: join(folder, 'large.wav'), page: join(folder, 'page.pdf') }
    for (const path of Object.values(files)) await writeFile(path, '')
    await truncate(files.large, 26_214_401)
    await writeFile(files.page, 'words')
    const upload = async (path: string) => {
      const { code, stderr } = await said(run(['transcribe', path, ...base]).result)
      return `${code} ${stderr}`
    }
    expect(await upload(files.empty)).toMatch(
      /^2 outloud transcribe: the file: expected a recording, got an empty file/,
    )
    expect(await upload(files.large)).toMatch(/^2 [^\n]+expected at most 25 MiB, got 25\.0 MiB [^\n]+ split it/)
    expect(await upload(files.page)).toMatch(/^2 [^\n]+expected a file of [^\n]+page\.pdf[^\n]+convert it/)
    expect(await upload(folder)).toMatch(/^1 outloud transcribe: cannot read [^\n]+: expected a file, got a folder/)
    expect(await upload(join(folder, 'none.mp3'))).toMatch(/^1 [^\n]+none\.mp3: no such file or folder\n$/)
    expect(recognizer.asked).toEqual([])
  })

  it.each([
    [[], 'expected one file, got none'],
    [['a.mp3', 'b.mp3'], 'expected one file, got 2'],
    [['a.mp3', '--format', 'mp3'], '--format: expected one of json, text, srt, vtt, verbose_json, got "mp3"'],
    [['a.mp3', '--format', 'json', '-o', 'a.srt'], '--format json contradicts the extension .srt of "a.srt"'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await said(run(['transcribe', ...args, '--base-url', 'http://127.0.0.1:9/v1']).result)
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `outloud transcribe: ${message}. See outloud transcribe --help.\n`,
    })
  })

  it('needs a server', async () => {
    const { file } = await setUp()
    expect(await said(run(['transcribe', file]).result)).toEqual({
      code: 3,
      stdout: '',
      stderr: 'outloud transcribe: there is no API key: set COMETAPI_KEY, or name a --base-url\n',
    })
  })

  it('leaves nothing when it is interrupted, and lets go of the server', async () => {
    const { folder, file } = await setUp()
    const server = await createFaultServer(() => [hang])
    onTestFinished(() => server.close())
    const args = ['transcribe', file, '-o', join(folder, 'a.txt'), '--base-url', `${server.url}/v1`]
    const { result, end } = run(args)
    await server.until(({ requests }) => requests.length === 1)
    end('SIGINT')
    expect(await said(result)).toEqual({ code: 130, stdout: '', stderr: 'outloud transcribe: interrupted\n' })
    expect(await readdir(folder)).toEqual(['call.mp3'])
    await server.until(({ requests }) => requests[0]?.abandonedAt !== undefined)
  })
})

describe('outloud translate', () => {
  it('asks for English', async () => {
    const { recognizer, base, file } = await setUp()
    const { code, stdout } = await said(run(['translate', file, ...base]).result)
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${words}\n` })
    expect(recognizer.asked.map(({ translate }) => translate)).toEqual([true])
  })

  it('does not take the language that is spoken', async () => {
    const { base, file } = await setUp()
    const { code, stderr } = await said(run(['translate', file, '--language', 'de', ...base]).result)
    expect(code).toBe(2)
    expect(stderr).toContain("Unknown option '--language'")
  })
})

const missing = pocketsphinxTools.filter(tool => missingTools.has(tool))

describe.skipIf(missing.length > 0)('there and back', () => {
  it('writes down what it has spoken itself', { timeout: 60_000 }, async () => {
    const server = createSpeechServer({ engine: createToneEngine(), recognizer: createPocketsphinxRecognizer() })
    const { url, close } = await serve(server)
    onTestFinished(async () => {
      await close({ grace: 0 })
      await server.close()
    })
    const file = join(createFolder(), 'message.wav')
    const text = 'Please call me back tomorrow morning at nine.'
    expect((await run(['speak', text, '--engine', 'flite', '-o', file]).result).code).toBe(0)
    const { stdout } = await said(run(['transcribe', file, '--base-url', `${url}/v1`]).result)
    expect(stdout).toMatch(/tomorrow morning/)
  })
})
