import { createPooledFetch, type PooledFetch, type PooledFetchOptions } from '@outloud/node-stream'
import { createFaultServer, type FaultServer, type Handler } from '@outloud/testing'
import { afterEach } from 'vitest'

const cleanups: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** Called when the test has ended, the last first. */
export const afterwards = (cleanup: () => Promise<unknown> | unknown): void => {
  cleanups.push(cleanup)
}

/** A pool that is closed when the test has ended. */
export function pooled(options?: PooledFetchOptions): PooledFetch {
  const fetch = createPooledFetch(options)
  afterwards(() => fetch.close())
  return fetch
}

/** A server that is closed when the test has ended. */
export async function serving(handler: Handler): Promise<FaultServer> {
  const server = await createFaultServer(handler)
  afterwards(() => server.close())
  return server
}

export const post = {
  method: 'POST',
  body: '{"input":"é – 日本語 🎧"}',
  headers: { Authorization: 'Bearer a-key' },
} as const
