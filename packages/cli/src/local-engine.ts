import type { Engine } from '@outloud/server'
import { errorCode, Failure } from './errors.ts'

/** An engine that speaks on this machine. */
export type LocalEngine = 'flite' | 'espeak'

/** Starts an engine. @throws `Failure` that says what to install for one that does not come with the command. */
export async function startEngine(name: LocalEngine): Promise<Engine> {
  if (name === 'flite') return (await import('@outloud/flite')).createFliteEngine()
  const { createEspeakEngine } = await import('@outloud/espeak').catch(error => {
    if (errorCode(error) !== 'ERR_MODULE_NOT_FOUND') throw error
    const remedy = 'install it beside the command, with npm install outloud @outloud/espeak (GPL-3.0-or-later)'
    throw new Failure(`--engine espeak: @outloud/espeak is not installed: ${remedy}`, { cause: error })
  })
  return createEspeakEngine()
}
