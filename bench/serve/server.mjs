// A speech server in a process of its own: `node server.mjs flite`. Says its port, and its memory when it is asked.
import { createEspeakEngine } from '@outloud/espeak'
import { createFliteEngine } from '@outloud/flite'
import { createSpeechServer } from '@outloud/server'
import { serve } from '@outloud/server/node'

const engine = process.argv[2] === 'espeak' ? createEspeakEngine() : createFliteEngine()
const failures = []
const server = createSpeechServer({
  engine,
  concurrency: 32,
  queue: 512,
  onError: error => failures.push(String(error)),
})
const { url, close } = await serve(server)
process.send({ url })
process.on('message', async message => {
  if (message === 'memory') {
    globalThis.gc()
    const { rss, heapUsed } = process.memoryUsage()
    process.send({ rss, heapUsed, failures })
  } else {
    await close({ grace: 1_000 })
    await server.close()
    process.disconnect()
  }
})
