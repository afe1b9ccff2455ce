export { parsePlan } from './plan.ts'
export { createTrickleServer, type SeenSpeech, type TrickleServer } from './server.ts'
export { withTones } from './steady-tone.ts'
