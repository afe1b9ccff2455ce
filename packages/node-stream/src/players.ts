import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'

/** A program that plays sound. */
export type Player = 'ffplay' | 'paplay' | 'aplay' | 'afplay'

/** How a program is told to play samples of 24 000 Hz, 16 bits, mono. */
interface PlayerFacts {
  /** Its arguments; `{file}` stands for the file, of one that cannot read standard input. */
  readonly args: readonly string[]
  /** What to install to have it. */
  readonly from: string
  /** What it prints when it has failed and still ends with 0. */
  readonly complaint?: RegExp
}

/** In the order of preference: the first that is installed plays. */
export const players: Readonly<Record<Player, PlayerFacts>> = {
  ffplay: {
    // One channel is what it takes raw samples for; the option that would say so has changed its name.
    args: ['-nodisp', '-autoexit', '-loglevel', 'error', '-f', 's16le', '-sample_rate', '24000', '-i', 'pipe:0'],
    from: 'FFmpeg',
    complaint: /audio open failed|Failed to open file/,
  },
  paplay: {
    args: ['--raw', '--format=s16le', '--rate=24000', '--channels=1'],
    from: 'pulseaudio-utils',
  },
  aplay: { args: ['-q', '-t', 'raw', '-f', 'S16_LE', '-r', '24000', '-c', '1', '-'], from: 'alsa-utils' },
  afplay: { args: ['{file}'], from: 'macOS' },
}

/** A player that is installed, and where. */
export interface FoundPlayer {
  readonly name: Player
  readonly path: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The first of these players that is installed.
 * @throws `Error` that lists what to install.
 */
export function findPlayer(names: readonly Player[], env: Environment): FoundPlayer {
  for (const name of names) {
    const path = locate(name, env)
    if (path !== undefined) return { name, path }
  }
  const ways = names.map(name => `${name} (${players[name].from})`)
  throw new Error(`No player was found on PATH: install ${names.length === 1 ? '' : 'one of '}${ways.join(', ')}`)
}

function locate(name: string, env: Environment): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter(folder => folder !== '')
  return folders.map(folder => join(folder, file)).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
