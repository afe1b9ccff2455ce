import { createEspeakEngine } from '@outloud/espeak/browser'
import file from '../generated/espeak.json'
import { serveEngine } from './serve-engine.ts'

serveEngine(file, load => createEspeakEngine({ data: () => load(response => response.arrayBuffer()) }))
