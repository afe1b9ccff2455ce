import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createFliteEngine } from '@outloud/flite'
import { createTrickleServer, withTones } from '@outloud/testing/trickle'
import { build } from 'esbuild'

/** The page, and a server of another origin that it speaks by. */
export interface Site {
  readonly url: string
  close(): Promise<void>
}

export async function openSite(): Promise<Site> {
  const trickle = await createTrickleServer(withTones(createFliteEngine()))
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    splitting: true,
    format: 'esm',
    conditions: ['source'],
    write: false,
    outdir: '/',
  })
  const html = `<!doctype html><button>Play</button>
    <script>globalThis.trickle = '${trickle.url}'</script><script type="module" src="/page.js"></script>`
  const server = createServer((request, response) => {
    const file = outputFiles.find(({ path }) => path === request.url)
    response.setHeader('content-type', file === undefined ? 'text/html' : 'text/javascript')
    response.end(file?.contents ?? html)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await trickle.close()
    },
  }
}
