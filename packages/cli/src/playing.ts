import { finished } from 'node:stream/promises'
import { Failure } from './errors.ts'
import { type Output, writeTo } from './output.ts'
import type { Shell } from './shell.ts'

/** The loudspeakers of this machine. @throws `Failure` that lists what to install when nothing can play. */
export async function playerOutput({ env, signal }: Pick<Shell, 'env' | 'signal'>): Promise<Output> {
  const { playPcm } = await import('@outloud/node-stream')
  const player = openPlayer(() => playPcm({ env }))
  const gone = new AbortController()
  player.on('error', error => gone.abort(new Failure(error.message, { cause: error })))
  return {
    write: async chunks => {
      const until = AbortSignal.any([signal, gone.signal])
      for await (const bytes of chunks) await writeTo(player, bytes, until)
      player.end()
      await finished(player, { signal: until }).catch(error => {
        until.throwIfAborted()
        throw error
      })
    },
    place: async () => {},
    close: async () => {
      if (player.closed) return
      const closed = new Promise(resolve => player.once('close', resolve))
      player.destroy()
      await closed
    },
    gone: gone.signal,
  }
}

function openPlayer<T>(open: () => T): T {
  try {
    return open()
  } catch (error) {
    throw error instanceof Error ? new Failure(error.message, { cause: error }) : error
  }
}
