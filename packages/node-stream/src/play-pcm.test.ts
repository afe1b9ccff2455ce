import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { wavHeader } from '@outloud/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { missingTools } from '../../../test/tools.ts'
import { playPcm } from './play-pcm.ts'

/** A folder for programs, where Node is found too. */
function createBin(): string {
  const folder = mkdtempSync(join(tmpdir(), 'outloud-players-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  symlinkSync(process.execPath, join(folder, 'node'))
  return folder
}

/** A player that notes its process, its arguments and, unless its script says otherwise, all that it is given to play. */
function install(name: string, folder = createBin(), script = listen) {
  const at = (file: string) => join(folder, `${name}.${file}`)
  const head = `#!${process.execPath}\nconst fs = require('node:fs'), base = ${JSON.stringify(join(folder, name))}\n`
  writeFileSync(
    join(folder, name),
    `${head}fs.writeFileSync(base + '.args', process.argv.slice(2).join(' '))\nfs.writeFileSync(base + '.pid', String(process.pid))\n${script}`,
  )
  chmodSync(join(folder, name), 0o755)
  return {
    env: { PATH: folder },
    folder,
    started: () => existsSync(at('pid')),
    args: () => readFileSync(at('args'), 'utf8'),
    heard: () => readFileSync(at('heard')),
    alive: () => isAlive(Number(readFileSync(at('pid'), 'utf8'))),
  }
}

const listen = "process.stdin.pipe(fs.createWriteStream(base + '.heard'))\n"

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Two seconds of samples of which no two stretches are alike. */
const samples = Buffer.from(Uint32Array.from({ length: 24_000 }, (_, index) => index * 2_654_435_761).buffer)
const inPieces = function* (size = 1_001) {
  for (let at = 0; at < samples.length; at += size) yield samples.subarray(at, at + size)
}

describe('playPcm', () => {
  it.each([
    ['ffplay', '-nodisp -autoexit -loglevel error -f s16le -sample_rate 24000 -i pipe:0'],
    ['paplay', '--raw --format=s16le --rate=24000 --channels=1'],
    ['aplay', '-q -t raw -f S16_LE -r 24000 -c 1 -'],
  ])('plays every sample through %s', async (name, args) => {
    const player = install(name)
    await pipeline(inPieces(), playPcm({ env: player.env }))
    expect(player.heard().equals(samples)).toBe(true)
    expect(player.args()).toBe(args)
  })

  it('plays a file with afplay, which is gone afterwards', async () => {
    const player = install('afplay', undefined, "fs.copyFileSync(process.argv[2], base + '.heard')\n")
    await pipeline(inPieces(), playPcm({ env: player.env }))
    const whole = Buffer.concat([wavHeader({ dataLength: samples.length }), samples])
    expect(player.heard().equals(whole)).toBe(true)
    expect(existsSync(player.args())).toBe(false)
  })

  it('takes the first that is installed, or the one that is named', async () => {
    const folder = createBin()
    const [aplay, ffplay] = [install('aplay', folder), install('ffplay', folder)]
    await pipeline(inPieces(), playPcm({ env: { PATH: folder } }))
    expect([ffplay.started(), aplay.started()]).toEqual([true, false])
    await pipeline(inPieces(), playPcm({ player: 'aplay', env: { PATH: folder } }))
    expect(aplay.started()).toBe(true)
  })

  it('says at once what to install where there is none', () => {
    const env = { PATH: createBin() }
    expect(() => playPcm({ env })).toThrow(
      'No player was found on PATH: install one of ffplay (FFmpeg), paplay (pulseaudio-utils), aplay (alsa-utils), afplay (macOS)',
    )
    expect(() => playPcm({ env, player: 'aplay' })).toThrow('No player was found on PATH: install aplay (alsa-utils)')
    expect(() => playPcm({ env, player: 'vlc' as never })).toThrow('player: expected one of ffplay, paplay, aplay')
  })

  it('does not take a file for a player that nobody may run', () => {
    const { env, folder } = install('aplay')
    chmodSync(join(folder, 'aplay'), 0o644)
    expect(() => playPcm({ env })).toThrow('No player was found')
  })

  it('starts no player before there is something to play', async () => {
    const player = install('ffplay')
    await pipeline(Readable.from([]), playPcm({ env: player.env }))
    expect(player.started()).toBe(false)
  })

  it.each([
    ['1', "process.stdin.once('data', () => { console.error('no device'); process.exit(1) })"],
    ['0', "process.stdin.once('data', () => { console.error('no device'); process.exit(0) })"],
  ])('fails with what a player says that ends early with %s', async (code, script) => {
    const { env } = install('aplay', undefined, script)
    const endless = Readable.from(
      (async function* () {
        for (;;) yield samples
      })(),
    )
    await expect(pipeline(endless, playPcm({ env }))).rejects.toThrow(
      `aplay ended with ${code} before everything was played: no device`,
    )
    expect(endless.destroyed).toBe(true)
  })

  it('does not take the word of an ffplay that found no device', async () => {
    const script = "process.stdin.on('end', () => console.error('audio open failed')).resume()"
    const { env } = install('ffplay', undefined, script)
    await expect(pipeline(inPieces(), playPcm({ env }))).rejects.toThrow('was played: audio open failed')
  })

  it('fails while it waits for more to play', async () => {
    const player = install('aplay', undefined, "process.stdin.once('data', () => process.exit(3))")
    const waiting = new Readable({ read() {} })
    waiting.push(samples)
    await expect(pipeline(waiting, playPcm({ env: player.env }))).rejects.toThrow('aplay ended with 3')
  })

  it('takes no more than the player does', async () => {
    const player = install('ffplay', undefined, 'setInterval(() => {}, 1_000)')
    let given = 0
    const source = Readable.from(
      (function* () {
        for (;;) {
          given += 16_384
          yield samples.subarray(0, 16_384)
        }
      })(),
      { highWaterMark: 1 },
    )
    const stream = playPcm({ env: player.env })
    const played = pipeline(source, stream).catch(() => {})
    // Nothing moves once the pipe to the player is full.
    let before = -1
    await vi.waitFor(
      () => {
        const moved = given !== before
        before = given
        expect(player.started() && !moved).toBe(true)
      },
      { timeout: 10_000, interval: 200 },
    )
    expect(given).toBeLessThan(1 << 20)
    stream.destroy()
    await played
  })

  it.each(['ffplay', 'afplay'] as const)('ends %s when the listener leaves', async name => {
    const player = install(name, undefined, "process.on('SIGTERM', () => {})\nsetInterval(() => {}, 1_000)")
    const leaving = new AbortController()
    const source = name === 'afplay' ? Readable.from([samples]) : new Readable({ read() {} })
    if (name === 'ffplay') source.push(samples)
    const played = pipeline(source, playPcm({ env: player.env }), { signal: leaving.signal })
    await vi.waitFor(() => expect(player.started()).toBe(true), 10_000)
    leaving.abort()
    await expect(played).rejects.toThrow('aborted')
    await vi.waitFor(() => expect(player.alive()).toBe(false))
    if (name === 'afplay') await vi.waitFor(() => expect(existsSync(player.args())).toBe(false))
  })
})

describe.skipIf(missingTools.has('ffplay'))('ffplay', () => {
  const half = samples.subarray(0, 24_000)

  it('plays for as long as there is something to hear', async () => {
    const began = performance.now()
    await pipeline(
      Readable.from([half]),
      playPcm({ player: 'ffplay', env: { ...process.env, SDL_AUDIODRIVER: 'dummy' } }),
    )
    expect(performance.now() - began).toBeGreaterThan(400)
  })

  it('has not played anything where there is no device', async () => {
    const env = { ...process.env, SDL_AUDIODRIVER: 'none-of-these' }
    await expect(pipeline(Readable.from([half]), playPcm({ player: 'ffplay', env }))).rejects.toThrow(
      'before everything was played',
    )
  })
})
