// A page that speaks, and the route that keeps its key: `COMETAPI_KEY=… npm start`, then open the address it prints.
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { createSpeechProxy } from '@outloud/server/proxy'
import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'

const port = Number(process.env.PORT ?? 3000)

/** Who is known: the visitors of this run. @type {Map<string, { id: string }>} */
const sessions = new Map()

const proxy = createSpeechProxy({
  baseURL: process.env.COMETAPI_BASE_URL ?? 'https://api.cometapi.com/v1',
  apiKey: process.env.COMETAPI_KEY,
  authorize: request => sessions.get(/(?:^|; )session=([\w-]+)/.exec(request.headers.get('cookie') ?? '')?.[1] ?? ''),
  allow: {
    origins: [process.env.ORIGIN ?? `http://localhost:${port}`],
    models: ['tts-1'],
    voices: ['alloy', 'nova'],
    formats: ['mp3'],
  },
  limits: { requestsPerMinute: 30, charactersPerMinute: 10_000 },
  onError: (error, { requestId }) => console.error(requestId, error),
})

const app = new Hono()

app.all('/api/speech/*', context => proxy.fetch(context.req.raw))

app.get('/', async (context, next) => {
  // Where people sign in, this is their account.
  if (!sessions.has(getCookie(context, 'session') ?? '')) {
    const id = crypto.randomUUID()
    sessions.set(id, { id })
    setCookie(context, 'session', id, { httpOnly: true, sameSite: 'Strict' })
  }
  return next()
})

// The client as it is published: a page that has a bundler imports '@outloud/core' instead.
const client = dirname(fileURLToPath(import.meta.resolve('@outloud/core')))
app.use('/outloud/*', serveStatic({ root: client, rewriteRequestPath: path => path.replace('/outloud', '') }))
app.use('/*', serveStatic({ root: fileURLToPath(new URL('page', import.meta.url)) }))

serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, info => console.log(`http://localhost:${info.port}`))
