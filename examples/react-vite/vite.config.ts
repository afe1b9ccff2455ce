import { createFliteEngine } from '@outloud/flite'
import { createSpeechServer } from '@outloud/server'
import { toNodeHandler } from '@outloud/server/node'
import react from '@vitejs/plugin-react'
import { type Connect, defineConfig, type Plugin } from 'vite'

/** `POST /api/speech`, the path that the hooks ask: here by an engine without a key, in your app by your server. */
function speechRoute(): Plugin {
  const mount = ({ middlewares }: { middlewares: Connect.Server }) => {
    const server = createSpeechServer({ engine: createFliteEngine() })
    const fetch = (request: Request) => server.fetch(new Request(new URL('/v1/audio/speech', request.url), request))
    middlewares.use('/api/speech', toNodeHandler({ fetch }))
  }
  return { name: 'speech-route', configureServer: mount, configurePreviewServer: mount }
}

export default defineConfig({ plugins: [react(), speechRoute()] })
