import { createFliteEngine } from '@outloud/flite/browser'
import file from '../generated/engine.json'
import { serveEngine } from './serve-engine.ts'

serveEngine(file, load => createFliteEngine({ module: () => load(WebAssembly.compileStreaming) }))
