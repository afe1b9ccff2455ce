export type { Engine, EngineChunk, EngineRequest, Mark, Voice } from './engine.ts'
export { EngineError } from './engine.ts'
