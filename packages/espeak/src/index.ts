export type { EspeakEngineOptions } from './engine.ts'
export { createEspeakEngine } from './engine.ts'
