import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { type Readable, Writable } from 'node:stream'
import { wavHeader } from '@outloud/core'
import { type FoundPlayer, findPlayer, type Player, players } from './players.ts'

/** How to play. */
export interface PlayPcmOptions {
  /** The program that plays. @default the first of ffplay, paplay, aplay and afplay that is installed */
  readonly player?: Player | undefined
  /** Its environment, whose `PATH` says where it is. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
}

/**
 * The end of a pipeline that plays `pcm` (24 000 Hz, 16 bits, mono) on this machine's loudspeakers, through a program
 * that is installed. That it is there is checked at once, before anything is asked for; it is started by the first
 * bytes, and takes more as it plays. Whoever destroys the stream ends it; a player that ends too soon is an error, and
 * `finish` comes when everything was heard.
 * @throws `Error` that lists what to install.
 * @example await pipeline(text, createSpeechStream({ client, format: 'pcm' }), playPcm())
 */
export function playPcm({ player, env = process.env }: PlayPcmOptions = {}): Writable {
  const known = Object.keys(players) as Player[]
  if (player !== undefined && !known.includes(player)) {
    throw new RangeError(`player: expected one of ${known.join(', ')}, got ${JSON.stringify(player)}`)
  }
  const found = findPlayer(player === undefined ? known : [player], env)
  return found.name === 'afplay' ? fromFile(found, env) : fromPipe(found, env)
}

type Environment = NonNullable<PlayPcmOptions['env']>

/** Players that read standard input begin with the first bytes. */
function fromPipe(player: FoundPlayer, env: Environment): Writable {
  let running: Running | undefined
  const stream = new Writable({
    write: (bytes: Uint8Array, _encoding, done) => {
      running ??= start(player, undefined, env, error => stream.destroy(error))
      // Why it failed is told by how the player ended.
      running.child.stdin.write(bytes, error => {
        if (!error) done()
      })
    },
    final: done => {
      running?.child.stdin.end()
      finish(running?.ended, done)
    },
    destroy: (error, done) => stop(running, error, done),
  })
  return stream
}

/** afplay reads files only, so that nothing is heard before all is there. */
function fromFile(player: FoundPlayer, env: Environment): Writable {
  let folder: string | undefined
  let file: Awaited<ReturnType<typeof open>> | undefined
  let running: Running | undefined
  let length = 0
  const path = () => join(folder ?? '', 'speech.wav')

  const write = async (bytes: Uint8Array) => {
    folder ??= await mkdtemp(join(tmpdir(), 'outloud-play-'))
    file ??= await open(path(), 'w')
    await file.write(bytes, 0, bytes.length, headerLength + length)
    length += bytes.length
  }
  const play = async () => {
    await file?.write(wavHeader({ dataLength: length }), 0, headerLength, 0)
    running = start(player, path(), env, error => stream.destroy(error))
    running.child.stdin.end()
    await running.ended
  }
  const stream = new Writable({
    write: (bytes: Uint8Array, _encoding, done) => void write(bytes).then(() => done(), done),
    final: done => finish(length === 0 ? undefined : play(), done),
    destroy: (error, done) =>
      stop(running, error, failure => {
        const removed = folder === undefined ? undefined : rm(folder, { recursive: true, force: true })
        void Promise.all([file?.close(), removed]).then(
          () => done(failure),
          problem => done(failure ?? problem),
        )
      }),
  })
  return stream
}

const headerLength = wavHeader().length

/** A player at work. */
interface Running {
  readonly child: ChildProcessByStdio<Writable, null, Readable>
  /** Settles when it has played everything; rejects when it ended otherwise. */
  readonly ended: Promise<void>
}

/** Bytes of what a player says that are kept. */
const longestComplaint = 2_000

function start(
  { name, path }: FoundPlayer,
  file: string | undefined,
  env: Environment,
  died: (error: Error) => void,
): Running {
  const { args, complaint } = players[name]
  const filled = args.map(arg => (arg === '{file}' ? (file ?? arg) : arg))
  const child = spawn(path, filled, { env: { ...env }, stdio: ['pipe', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-longestComplaint)
  })
  // A player that is gone is told by how it ended.
  child.stdin.on('error', () => {})
  const end = async () => {
    const [code, signal] = await once(child, 'close')
    if (code === 0 && child.stdin.writableFinished && complaint?.test(said) !== true) return
    const how = signal === null ? `ended with ${code}` : `was ended by ${signal}`
    const last = said.trim().split('\n').at(-1)?.trim()
    throw new Error(`${name} ${how} before everything was played${last ? `: ${last}` : ''}`)
  }
  const ended = end()
  ended.catch(died)
  return { child, ended }
}

function finish(ended: Promise<void> | undefined, done: (error?: Error | null) => void): void {
  void Promise.resolve(ended).then(() => done(), done)
}

/** Ends the player, and waits until it is gone. */
function stop(running: Running | undefined, error: Error | null, done: (error: Error | null) => void): void {
  // At once, whatever it would still play: nobody wants to hear the rest.
  running?.child.kill('SIGKILL')
  void Promise.resolve(running?.ended).then(
    () => done(error),
    () => done(error),
  )
}
