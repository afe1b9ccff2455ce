import { type AudioFormat, audioFormats } from '@outloud/core'

/** How one answer comes. It stands in the address, as `first=200,rate=4`, so that a page can ask for what it wants. */
export interface Plan {
  /** Names what belongs together in what was seen. */
  readonly id: string
  /** Milliseconds before the first byte. */
  readonly first: number
  /** How much faster than it plays the audio comes; 0 is as fast as it can be taken. */
  readonly rate: number
  /** Seconds of audio that come at once, before the rate counts. */
  readonly burst: number
  /** Bytes in a write; 0 is 20 ms of audio. */
  readonly piece: number
  /** How far into the audio, from 0 to 1, nothing comes for `pause` milliseconds. */
  readonly stall: number
  readonly pause: number
  /** How far into the audio the answer ends, in good order. */
  readonly cut: number
  /** How far into the audio the connection is reset. */
  readonly reset: number
  /** Only the request of this number, from 1, is treated so; the others are answered at once. 0 is every one. */
  readonly only: number
  readonly status: number
  /** What comes instead of the audio that was asked for. */
  readonly body: 'audio' | 'html' | 'json' | 'empty' | 'garbage'
  /** What comes has this format, whatever was asked for and whatever the answer says it is. */
  readonly format: AudioFormat | undefined
}

const none: Plan = {
  id: '',
  first: 0,
  rate: 0,
  burst: 0,
  piece: 0,
  stall: 1,
  pause: 0,
  cut: 1,
  reset: 2,
  only: 0,
  status: 200,
  body: 'audio',
  format: undefined,
}

const bodies: readonly string[] = ['audio', 'html', 'json', 'empty', 'garbage']

/** @throws `RangeError` for a name or value that means nothing, so that a test does not pass for a slip of the pen. */
export function parsePlan(text: string): Plan {
  const given = text
    .split(',')
    .filter(part => part !== '')
    .map(part => {
      const [name = '', value = ''] = part.split('=')
      return [name, parseValue(name, value)] as const
    })
  return { ...none, ...Object.fromEntries(given) }
}

function parseValue(name: string, value: string): string | number {
  const isRight =
    name === 'id' ||
    (name === 'body' && bodies.includes(value)) ||
    (name === 'format' && value in audioFormats) ||
    (typeof none[name as keyof Plan] === 'number' && Number(value) >= 0)
  if (!isRight) throw new RangeError(`No such plan: ${name}=${value}`)
  return typeof none[name as keyof Plan] === 'number' ? Number(value) : value
}

/** The plan of the request with this number. */
export const planFor = (plan: Plan, number: number): Plan =>
  plan.only === 0 || plan.only === number ? plan : { ...none, id: plan.id }
