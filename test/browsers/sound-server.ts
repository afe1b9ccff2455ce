import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** A sound card that nobody hears. */
export interface SoundServer {
  /** For the environment of who wants to sound. */
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** Starts PulseAudio for ourselves alone: Firefox's time of sound stands still without a card that takes it. */
export async function openSoundServer(): Promise<SoundServer> {
  const folder = mkdtempSync(join(tmpdir(), 'outloud-sound-'))
  const socket = join(folder, 'socket')
  const env = { PULSE_RUNTIME_PATH: folder, PULSE_STATE_PATH: folder, PULSE_SERVER: `unix:${socket}` }
  const modules = [
    'module-null-sink rate=48000 norewinds=1',
    `module-native-protocol-unix auth-anonymous=1 socket=${socket}`,
  ]
  const start = (command: string, args: readonly string[]) =>
    spawn(command, args, { env: { ...process.env, ...env }, stdio: 'ignore' })
  const server = start('pulseaudio', [
    ...['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no'],
    ...modules.flatMap(module => ['-L', module]),
  ])
  const over = once(server, 'exit')
  while (!existsSync(socket)) {
    if (server.exitCode !== null) throw new Error(`pulseaudio: expected a server, it ended with ${server.exitCode}`)
    await wait(20)
  }
  // A card that is idle has no clock.
  const silence = start('pacat', ['--latency-msec=20', '/dev/zero'])
  return {
    env,
    close: async () => {
      silence.kill()
      server.kill()
      await over
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
