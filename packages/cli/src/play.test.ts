import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFaultServer, type Handler, hang, tones } from '@outloud/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { missingTools } from '../../../test/tools.ts'
import { createFolder } from './folder.fixture.ts'
import { run } from './shell.fixture.ts'
import { outloud } from './spawn.fixture.ts'

/** A player on a PATH of its own that does this with what it is given to play. */
function installPlayer(script = "process.stdin.pipe(fs.createWriteStream(base + '.heard'))") {
  const folder = createFolder()
  const path = join(folder, 'ffplay')
  symlinkSync(process.execPath, join(folder, 'node'))
  const head = `#!${process.execPath}\nconst fs = require('node:fs'), base = ${JSON.stringify(path)}\n`
  writeFileSync(path, `${head}fs.writeFileSync(base + '.pid', String(process.pid))\n${script}\n`)
  chmodSync(path, 0o755)
  return {
    env: { PATH: folder },
    heard: () => readFileSync(`${path}.heard`),
    pid: () => (existsSync(`${path}.pid`) ? Number(readFileSync(`${path}.pid`, 'utf8')) : undefined),
  }
}

async function serverWith(handler: Handler) {
  const server = await createFaultServer(handler)
  onTestFinished(() => server.close())
  return server
}

const two = 'The first sentence is here, and it is long enough. The second one follows it, and is as long as the first.'
const pcm: Handler = () => [
  { type: 'write', data: 'HTTP/1.1 200 OK\r\ncontent-type: audio/pcm\r\n' },
  { type: 'write', data: `content-length: ${tones.pcm.length}\r\n\r\n` },
  { type: 'write', data: tones.pcm },
]

describe('outloud speak --play', () => {
  it('plays every sample, in order, and ends when all was heard', async () => {
    const server = await serverWith(pcm)
    const player = installPlayer()
    const { code, stdout, stderr } = await run(['speak', two, '--play', '--base-url', `${server.url}/v1`], player)
      .result
    expect({ code, stdout: stdout.length, stderr }).toEqual({ code: 0, stdout: 0, stderr: '' })
    expect(server.requests.map(({ body }) => JSON.parse(body).response_format)).toContain('pcm')
    const all = Buffer.concat(server.requests.map(() => tones.pcm))
    expect(player.heard().equals(all)).toBe(true)
  })

  it('says what was played to a machine that asks', async () => {
    const player = installPlayer()
    const args = ['speak', 'Hello.', '--play', '--json', '--base-url', `${(await serverWith(pcm)).url}/v1`]
    const { stdout } = await run(args, player).result
    expect(JSON.parse(String(stdout))).toEqual({
      played: true,
      format: 'pcm',
      segments: 1,
      cached: 0,
      bytes: tones.pcm.length,
      seconds: tones.pcm.length / 48_000,
    })
  })

  it('asks for nothing where no player is installed, and says what to install', async () => {
    const server = await serverWith(pcm)
    const args = ['speak', 'Hello.', '--play', '--base-url', `${server.url}/v1`]
    const { code, stderr } = await run(args, { env: { PATH: createFolder() } }).result
    expect({ code, requests: server.requests }).toEqual({ code: 1, requests: [] })
    expect(stderr).toBe(
      'outloud speak: No player was found on PATH: install one of ffplay (FFmpeg), paplay (pulseaudio-utils), aplay (alsa-utils), afplay (macOS)\n',
    )
  })

  it('ends when the player dies, while it waits for the server', async () => {
    const half: Handler = () => [
      ...pcm({} as never).slice(0, -1),
      { type: 'write', data: tones.pcm.slice(0, 9_000) },
      hang,
    ]
    const server = await serverWith(half)
    const player = installPlayer("process.stdin.once('data', () => { console.error('unplugged'); process.exit(7) })")
    const { code, stderr } = await run(['speak', 'Hello.', '--play', '--base-url', `${server.url}/v1`], player).result
    expect(code).toBe(1)
    expect(stderr).toBe('outloud speak: ffplay ended with 7 before everything was played: unplugged\n')
    await server.until(({ requests }) => requests[0]?.abandonedAt !== undefined)
  })

  it('ends the player on Ctrl-C', async () => {
    const server = await serverWith(pcm)
    const player = installPlayer("process.on('SIGTERM', () => {})\nsetInterval(() => {}, 1_000)")
    const { result, end } = run(['speak', 'Hello.', '--play', '--base-url', `${server.url}/v1`], player)
    await expect.poll(player.pid).toBeDefined()
    end('SIGINT')
    expect((await result).code).toBe(130)
    const pid = player.pid() ?? 0
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  it.each([
    [['-o', 'a.mp3'], '--play contradicts -o: leave out one of them'],
    [['--format', 'mp3'], '--play contradicts --format mp3: leave it out'],
  ])('is not for %j', async (args, message) => {
    const { code, stderr } = await run(['speak', 'Hello.', '--play', ...args], installPlayer()).result
    expect({ code, stderr }).toEqual({ code: 2, stderr: `outloud speak: ${message}. See outloud speak --help.\n` })
  })

  it.skipIf(missingTools.has('ffplay'))('plays through ffplay from the built command', async () => {
    const env = { SDL_AUDIODRIVER: 'dummy' }
    const { code, stdout, stderr } = await outloud(['speak', 'Hi.', '--engine', 'flite', '--play'], { env })
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' })
  })
})
