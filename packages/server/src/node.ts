export type { NodeHandler } from './node/handler.ts'
export { toNodeHandler } from './node/handler.ts'
export type { CloseOptions, ServeOptions, Serving } from './node/serve.ts'
export { isLoopback, serve } from './node/serve.ts'
