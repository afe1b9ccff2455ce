import { type AudioFormat, InvalidRequestError } from '@outloud/core'

/** An option that is not what it has to be, as the error that says so. */
export function refuse(name: string, expected: string, got: unknown): InvalidRequestError {
  const shown = typeof got === 'string' ? JSON.stringify(got.slice(0, 40)) : String(got)
  const message = `${name}: expected ${expected}, got ${shown}`
  return new InvalidRequestError(message, { issues: [{ path: [name], message }] })
}

/** Throws where one stream of bytes cannot be made of several speeches. */
export type RefuseSeams = (reason: 'pause' | 'voice' | 'flush' | 'flushAfter' | 'onError') => void

const reasons = {
  pause: 'a pause',
  voice: 'a voice or speed that changes',
  flush: 'a flush',
  flushAfter: '`flushAfter`',
  onError: '`onError`',
} as const

export function refuseSeams(stream: {
  readonly format: AudioFormat
  readonly encoded: boolean
  readonly output: 'bytes' | 'segments'
}): RefuseSeams {
  const { format, encoded, output } = stream
  const samples = ['pcm', 'wav']
  const frames = encoded ? [] : ['mp3', 'aac']
  return reason => {
    // Each segment is a file of its own.
    if (output === 'segments') return
    const joined = reason === 'pause' ? samples : [...samples, ...frames]
    if (joined.includes(format)) return
    throw refuse('format', `${joined.join(' or ')} for ${reasons[reason]} in a stream of bytes`, format)
  }
}
