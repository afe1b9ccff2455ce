export type { AudioFormat, Bytes, Joining } from './format.ts'
export { audioFormats, pcmFacts } from './format.ts'
