import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { answer, createFaultServer, hang, repeat, tones } from '@outloud/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFolder } from './folder.fixture.ts'
import { outloud, spawnOutloud } from './spawn.fixture.ts'

const run = promisify(execFile)
const notice = 'outloud: no COMETAPI_KEY is set, so the embedded engine speaks, in English only\n'

/** Decodes all of a file; gives what ffmpeg has to say against it and the seconds that were heard. */
async function decode(file: string, format: string) {
  const raw = format === 'pcm' ? ['-f', 's16le', '-ar', '24000', '-ac', '1'] : []
  const { stdout, stderr } = await run(
    'ffmpeg',
    ['-v', 'error', '-xerror', ...raw, '-i', file, '-f', 's16le', '-ac', '1', '-ar', '24000', '-'],
    { encoding: 'buffer', maxBuffer: 1 << 26 },
  )
  return { complaints: String(stderr), seconds: stdout.length / 2 / 24_000 }
}

describe('the built command', () => {
  it.each(['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'])('speaks %s with no key and no network', async format => {
    const folder = createFolder()
    const { code, stdout, stderr } = await outloud(['speak', 'Hello, world.', '-o', `hello.${format}`], { cwd: folder })
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: notice })
    expect(await readdir(folder)).toEqual([`hello.${format}`])
    const { complaints, seconds } = await decode(join(folder, `hello.${format}`), format)
    expect(complaints).toBe('')
    expect(seconds).toBeGreaterThan(0.6)
    expect(seconds).toBeLessThan(2.5)
  })

  it.each(['flac', 'wav'])('states how long a %s of one request is', async format => {
    const folder = createFolder()
    const file = join(folder, `hello.${format}`)
    expect((await outloud(['speak', 'Hello, world.', '-o', file])).code).toBe(0)
    const entries = ['-show_entries', 'stream=duration', '-of', 'default=noprint_wrappers=1:nokey=1']
    const { stdout } = await run('ffprobe', ['-v', 'error', ...entries, file])
    expect(Number(stdout)).toBeCloseTo((await decode(file, format)).seconds, 3)
  })

  it('says nothing when the embedded engine was asked for', async () => {
    const folder = createFolder()
    const { code, stderr } = await outloud(['speak', '--engine', 'flite', '-o', 'a.wav'], {
      cwd: folder,
      input: 'Yes.',
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect((await stat(join(folder, 'a.wav'))).size).toBeGreaterThan(44)
  })

  it('says in one line what the embedded engine cannot speak', async () => {
    const folder = createFolder()
    const { code, stderr } = await outloud(['speak', 'Hello.', '--voice', 'nobody', '-o', 'a.mp3'], { cwd: folder })
    expect(code).toBe(2)
    expect(stderr.slice(notice.length)).toMatch(
      /^outloud speak: Unknown voice "nobody"\. flite has: [^\n]*\. See outloud speak --help\.\n$/,
    )
    expect(await readdir(folder)).toEqual([])
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('leaves no file and no request behind on %s', async (signal, expected) => {
    const half = tones.mp3.slice(0, tones.mp3.length >> 1)
    const server = await createFaultServer(() => [
      ...answer({ type: 'audio/mpeg', body: half, announced: tones.mp3.length }),
      hang,
    ])
    onTestFinished(() => server.close())
    const folder = createFolder()
    const child = spawnOutloud(['speak', 'Hello.', '--base-url', `${server.url}/v1`, '-o', 'a.mp3'], { cwd: folder })
    const said = text(child.stderr)
    await server.until(({ requests }) => (requests[0]?.sent ?? 0) > half.length)
    expect(await readdir(folder)).toEqual([expect.stringMatching(/\.part$/)])
    child.kill(signal)
    const [code, by] = await once(child, 'exit')
    expect({ code, by }).toEqual({ code: expected, by: null })
    expect(await said).toMatch(/^outloud speak: [^\n]+\n$/)
    expect(await readdir(folder)).toEqual([])
    await server.until(({ requests }) => requests[0]?.abandonedAt !== undefined)
  })

  it('ends quietly when the reader of its output goes away', async () => {
    const server = await createFaultServer(() => [
      ...answer({ type: 'audio/mpeg', body: tones.mp3, announced: 2 ** 30 }),
      repeat(tones.mp3, { times: 100_000, every: 1 }),
    ])
    onTestFinished(() => server.close())
    const child = spawnOutloud(['speak', 'Hello.', '--base-url', `${server.url}/v1`])
    const said = text(child.stderr)
    await once(child.stdout, 'data')
    child.stdout.destroy()
    const [code] = await once(child, 'exit')
    expect({ code, said: await said }).toEqual({ code: 0, said: '' })
    await server.until(({ requests }) => requests[0]?.abandonedAt !== undefined)
  })

  it('prints its help to nobody quietly', async () => {
    const child = spawnOutloud(['--help'])
    child.stdout.destroy()
    const [[code], said] = await Promise.all([once(child, 'exit'), text(child.stderr)])
    expect({ code, said }).toEqual({ code: 0, said: '' })
  })

  it.each([
    ['--help', 'outloud'],
    ['voices --engine flite', 'outloud'],
    ['speak Yes. --engine flite --format wav', 'outloud speak'],
  ])('fails when the disk is full that standard output leads to: %s', async (args, command) => {
    const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url))
    const { PATH = '' } = process.env
    const running = run('sh', ['-c', 'exec "$@" > /dev/full', 'sh', process.execPath, bin, ...args.split(' ')], {
      env: { PATH },
    })
    const stderr = `${command}: cannot write standard output: the disk is full\n`
    await expect(running).rejects.toMatchObject({ code: 1, stderr })
  })

  it('can be interrupted while the reader of its output takes a rest', async () => {
    const server = await createFaultServer(() => [
      ...answer({ type: 'audio/mpeg', body: tones.mp3, announced: 2 ** 30 }),
      repeat(tones.mp3, { times: 1 << 16 }),
    ])
    onTestFinished(() => server.close())
    const child = spawnOutloud(['speak', 'Hello.', '--base-url', `${server.url}/v1`])
    let read = 0
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
      read += chunk.length
      if (read > 1 << 21) break
    }
    child.kill('SIGINT')
    const [code] = await once(child, 'exit')
    expect(code).toBe(130)
  })
})
