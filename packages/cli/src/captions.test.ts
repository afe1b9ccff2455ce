import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createFaultServer, type FaultServer, reset, type SeenRequest, speech, tones } from '@outloud/testing'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createFolder } from './folder.fixture.ts'
import { run } from './shell.fixture.ts'

const formatOf = ({ body }: SeenRequest) => JSON.parse(body).response_format

describe('captions', () => {
  let server: FaultServer
  beforeEach(async () => {
    server = await createFaultServer(({ request }) => speech(formatOf(request)))
  })
  afterEach(() => server.close())

  const speak = (args: readonly string[], text = 'One. Two.') =>
    run(['speak', text, '--base-url', `${server.url}/v1`, ...args]).result

  it.each([
    ['vtt', 'WEBVTT\n\n00:00:00.000 --> 00:00:00.250\nOne.\n\n00:00:00.250 --> 00:00:00.500\nTwo.\n'],
    ['SRT', '1\n00:00:00,000 --> 00:00:00,250\nOne.\n\n2\n00:00:00,250 --> 00:00:00,500\nTwo.\n'],
  ])('are written as %s beside audio on standard output', async (extension, expected) => {
    const path = join(createFolder(), `a.${extension}`)
    const { code, stdout, stderr } = await speak(['--format', 'wav', '--captions', path])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.equals(tones.wav)).toBe(true)
    expect(await readFile(path, 'utf8')).toBe(expected)
  })

  it('are of the sentences that the language has', async () => {
    const path = join(createFolder(), 'a.srt')
    const counts: (number | undefined)[] = []
    for (const locale of ['en', 'de']) {
      await speak(['--captions', path, '--locale', locale, '--force'], 'Der Hr. Schmidt kam. Er ging.')
      counts.push((await readFile(path, 'utf8')).match(/-->/g)?.length)
    }
    expect(counts).toEqual([3, 2])
  })

  it.each([
    ['a.txt', 2, '--captions: expected a name that ends in .vtt or .srt, got "a.txt".'],
    ['none/a.vtt', 1, 'cannot write none/a.vtt: no such file or folder'],
  ])('cannot be %s, and nothing is asked for', async (path, expected, message) => {
    const folder = createFolder()
    const { code, stderr } = await speak(['-o', join(folder, 'a.mp3'), '--captions', path])
    expect({ code, requests: server.requests }).toEqual({ code: expected, requests: [] })
    expect(stderr).toContain(`outloud speak: ${message}`)
    expect(await readdir(folder)).toEqual([])
  })

  it('replace a file only when forced, and nothing is asked for otherwise', async () => {
    const folder = createFolder()
    const path = join(folder, 'a.vtt')
    await writeFile(path, 'old')
    const { code, stderr } = await speak(['-o', join(folder, 'a.mp3'), '--captions', path])
    expect({ code, requests: server.requests }).toEqual({ code: 1, requests: [] })
    expect(stderr).toContain(`${path} exists: choose another name, or replace it with --force`)
    expect(await readdir(folder)).toEqual(['a.vtt'])
    expect((await speak(['-o', join(folder, 'a.mp3'), '--captions', path, '--force'])).code).toBe(0)
    expect(await readFile(path, 'utf8')).toMatch(/^WEBVTT/)
  })

  it('are not there without the audio', async () => {
    const folder = createFolder()
    const [audio, captions] = [join(folder, 'a.mp3'), join(folder, 'a.vtt')]
    const broken = await createFaultServer(() => [...speech('mp3', { announced: 1e6 }), reset])
    onTestFinished(() => broken.close())
    const { code } = await speak(['-o', audio, '--captions', captions, '--base-url', `${broken.url}/v1`])
    expect(code).toBe(4)
    expect(broken.requests.length).toBeGreaterThan(0)
    expect(await readdir(folder)).toEqual([])
  })
})
