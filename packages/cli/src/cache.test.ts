import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createFaultServer, type FaultServer, type SeenRequest, speech, tones } from '@outloud/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFolder } from './folder.fixture.ts'
import { run } from './shell.fixture.ts'
import { capacityFor } from './speech-cache.ts'

const formatOf = ({ body }: SeenRequest) => JSON.parse(body).response_format

describe('what a server answered', () => {
  let server: FaultServer
  beforeEach(async () => {
    server = await createFaultServer(({ request }) => speech(formatOf(request)))
  })
  afterEach(() => server.close())

  const speak = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    run(['speak', 'Hello.', '--base-url', `${server.url}/v1`, ...args], { env }).result

  it('is kept in the folder for caches, and not asked for again', async () => {
    const home = createFolder()
    for (let time = 0; time < 2; time++) {
      const { code, stdout, stderr } = await speak([], { XDG_CACHE_HOME: home })
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout.equals(tones.mp3)).toBe(true)
    }
    expect(server.requests).toHaveLength(1)
    expect(await readdir(home)).toEqual(['outloud'])
    expect((await stat(join(home, 'outloud'))).mode & 0o777).toBe(0o700)
    expect(await readdir(join(home, 'outloud'))).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.audio$/)])
  })

  it('is kept where --cache-dir says', async () => {
    const [home, folder] = [createFolder(), join(createFolder(), 'a', 'b')]
    for (let time = 0; time < 2; time++) await speak(['--cache-dir', folder], { XDG_CACHE_HOME: home })
    expect(server.requests).toHaveLength(1)
    expect(await readdir(folder)).toHaveLength(1)
    expect(await readdir(home)).toEqual([])
  })

  it('is asked for again with --no-cache, and not kept', async () => {
    const home = createFolder()
    for (const args of [[], ['--no-cache'], ['--no-cache']]) await speak(args, { XDG_CACHE_HOME: home })
    expect(server.requests).toHaveLength(3)
    expect(await readdir(join(home, 'outloud'))).toHaveLength(1)
  })

  it('is not taken for what another voice, format or server answered', async () => {
    const env = { XDG_CACHE_HOME: createFolder() }
    for (const args of [[], ['--voice', 'nova'], ['--format', 'wav'], ['--base-url', `${server.elsewhereUrl}/v1`]]) {
      await speak(args, env)
    }
    expect(server.requests).toHaveLength(3)
    expect(server.elsewhere).toHaveLength(1)
  })

  it.each([
    [['--no-cache', '--cache-dir', 'a'], 2, '--cache-dir contradicts --no-cache.'],
    [['--cache-dir', '/dev/null/a'], 1, 'cannot write /dev/null/a: a part of the path is not a folder'],
    [['--cache-dir', '/dev/null'], 1, 'cannot write /dev/null: a file is in its place'],
  ])('cannot be kept with %j, and nothing is asked for', async (args, expected, message) => {
    const { code, stderr } = await speak(args)
    expect({ code, requests: server.requests }).toEqual({ code: expected, requests: [] })
    expect(stderr).toContain(`outloud speak: ${message}`)
  })

  it('is spoken, and said not to be kept, where there is no folder for caches', async () => {
    const { code, stdout, stderr } = await speak([], { XDG_CACHE_HOME: '/dev/null' })
    expect(code).toBe(0)
    expect(stdout.equals(tones.mp3)).toBe(true)
    expect(stderr).toBe(
      'outloud: nothing is kept for a later run: cannot write /dev/null/outloud: a part of the path is not a folder\n',
    )
  })
})

describe('the room for answers', () => {
  it('is a gibibyte, and all of a text that needs more', () => {
    expect(capacityFor(60_000, 1)).toBe(1024 ** 3)
    // A novel of 30 hours.
    expect(capacityFor(1_500_000, 1)).toBeGreaterThan(30 * 3_600 * 48_000)
    expect(capacityFor(1_500_000, 0.25)).toBeGreaterThan(4 * 30 * 3_600 * 48_000)
    expect(capacityFor(1_500_000, 4)).toBe(capacityFor(1_500_000, 1))
  })
})

describe('the embedded engine', () => {
  it('keeps nothing', async () => {
    const home = createFolder()
    const { code } = await run(['speak', 'Yes.', '--engine', 'flite'], { env: { XDG_CACHE_HOME: home } }).result
    expect(code).toBe(0)
    expect(await readdir(home)).toEqual([])
  })

  it('has no use for a folder to keep answers in', async () => {
    const { code, stderr } = await run(['speak', 'Yes.', '--engine', 'flite', '--cache-dir', 'a']).result
    expect(code).toBe(2)
    expect(stderr).toContain('--cache-dir is for a server: leave it out')
  })
})

describe('outloud cache', () => {
  const cache = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await run(['cache', ...args]).result
    return { code, stdout: String(stdout), stderr }
  }

  it('says where answers are and how much they take', async () => {
    const home = createFolder()
    const { stdout } = await run(['cache'], { env: { XDG_CACHE_HOME: home } }).result
    expect(String(stdout)).toBe(`${home}/outloud: 0 answers, 0 bytes\n`)
    expect(await readdir(home)).toEqual([])
  })

  it('removes answers and nothing else, and says what it freed', async () => {
    const folder = createFolder()
    await writeFile(join(folder, `${'a'.repeat(64)}.audio`), Buffer.alloc(1_500_000))
    expect((await cache('--cache-dir', folder)).stdout).toBe(`${folder}: 1 answer, 1.5 MB\n`)
    await writeFile(join(folder, `${'b'.repeat(64)}.audio`), Buffer.alloc(2_000))
    await writeFile(join(folder, 'song.mp3'), 'mine')
    expect(await cache('clear', '--cache-dir', folder)).toEqual({
      code: 0,
      stdout: `Removed 2 answers, 1.5 MB, from ${folder}\n`,
      stderr: '',
    })
    expect(await readdir(folder)).toEqual(['song.mp3'])
    expect((await cache('clear', '--cache-dir', folder)).stdout).toBe(`Removed 0 answers, 0 bytes, from ${folder}\n`)
  })

  it.each([[['purge']], [['clear', 'all']]])('does not know %j', async words => {
    const { code, stderr } = await cache(...words)
    expect(code).toBe(2)
    expect(stderr).toContain('outloud cache: expected clear or nothing, got "')
  })

  it('cannot be read where it is no folder', async () => {
    const { code, stderr } = await cache('--cache-dir', '/dev/null')
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'outloud cache: cannot read /dev/null: a part of the path is not a folder\n',
    })
  })
})
