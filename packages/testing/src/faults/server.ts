import { speech } from './answer.ts'
import { type FaultCase, type Handler, respondTo } from './case.ts'
import { openOrigin } from './origin.ts'
import type { Seen, SeenConnection, SeenRequest } from './seen.ts'
import { watch } from './watch.ts'

/** A server that does to a client exactly what it was told to, and keeps what it saw. */
export interface FaultServer extends Seen {
  /** Of the first origin, without a path. */
  readonly url: string
  /** Of the second origin, which answers everything with audio: nobody should come. */
  readonly elsewhereUrl: string
  /**
   * Resolves once the condition holds for what was seen.
   * @throws if it does not within `milliseconds`, 5 000 by default.
   */
  until(condition: (seen: Seen) => boolean, milliseconds?: number): Promise<void>
  /** Cuts every connection and stops listening. */
  close(): Promise<void>
}

/** Serves one case, or what a handler says, at addresses of its own on 127.0.0.1. */
export async function createFaultServer(source: FaultCase | Handler): Promise<FaultServer> {
  const { kind, respond } =
    typeof source === 'function'
      ? ({ kind: 'http', respond: source } as const)
      : { kind: source.origin ?? 'http', respond: respondTo(source) }
  const requests: SeenRequest[] = []
  const connections: SeenConnection[] = []
  const elsewhere: SeenRequest[] = []
  const seen: Seen = { requests, connections, elsewhere }
  const watchers = new Set<() => void>()
  const changed = () => {
    for (const watcher of watchers) watcher()
  }

  const atSecond = watch({ requests: elsewhere, connections: [], changed, respond: () => speech() })
  const second = await openOrigin('http', atSecond)
  const atFirst = watch({
    requests,
    connections,
    changed,
    respond: request => respond({ request, origin: first.url, elsewhere: second.url }),
  })
  const first = await openOrigin(kind, atFirst)

  return {
    ...seen,
    url: first.url,
    elsewhereUrl: second.url,
    until: (condition, milliseconds = 5_000) =>
      new Promise((resolve, reject) => {
        const settle = (settleWith: () => void) => {
          clearTimeout(timer)
          watchers.delete(check)
          settleWith()
        }
        const check = () => {
          if (condition(seen)) settle(resolve)
        }
        const timer = setTimeout(() => {
          const counts = `${requests.length} requests, ${connections.length} connections`
          settle(() => reject(new Error(`Not seen within ${milliseconds} ms: ${condition}. Seen: ${counts}`)))
        }, milliseconds)
        watchers.add(check)
        check()
      }),
    close: async () => {
      atFirst.leave()
      atSecond.leave()
      await Promise.all([first.close(), second.close()])
    },
  }
}
