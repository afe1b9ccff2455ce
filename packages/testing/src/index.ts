export { cutTone } from './audio/cut.ts'
export { tones } from './audio/tones.ts'
export { legalTones } from './audio/variants.ts'
export { collect } from './collect.ts'
export { type AnswerOptions, answer, speech } from './faults/answer.ts'
export type { Abort, Exchange, Expected, FaultCase, FaultGroup, Handler } from './faults/case.ts'
export { faults } from './faults/cases.ts'
export type { Seen, SeenConnection, SeenRequest } from './faults/seen.ts'
export { createFaultServer, type FaultServer } from './faults/server.ts'
export { end, hang, pause, repeat, reset, type Step, write } from './faults/step.ts'
export { describeFaults, type FaultSuiteOptions } from './faults/suite.ts'
export { createPocketsphinxRecognizer, pocketsphinxTools } from './pocketsphinx.ts'
export {
  createScriptedRecognizer,
  type ScriptedRecognizer,
  type ScriptedRecognizerOptions,
} from './scripted-recognizer.ts'
export { createToneEngine, type Tone, type ToneEngineOptions, type ToneOptions, toneOf } from './tone-engine.ts'
