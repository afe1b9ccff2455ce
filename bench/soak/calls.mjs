// What the calls of the soak ask for, and what has to come of it. Client and server both know the table.
import { Buffer } from 'node:buffer'

/**
 * Each kind of call: how many of a thousand there are, how often the server fails before it does well (for ever without a
 * number), what it then does, and what the caller gets. Faults are a fifth of all.
 */
export const kinds = {
  plain: { share: 400, outcome: 'audio' },
  'in pieces': { share: 400, outcome: 'audio' },
  '503 once': { share: 30, fails: 1, fault: 503, outcome: 'audio' },
  503: { share: 20, fault: 503, outcome: 'APIError' },
  '429 once': { share: 2, fails: 1, fault: 429, outcome: 'audio' },
  400: { share: 28, fault: 400, outcome: 'APIError' },
  'a page': { share: 20, fault: 'page', outcome: 'InvalidResponseError' },
  'a redirect': { share: 20, fault: 'redirect', outcome: 'InvalidResponseError' },
  'half a sample': { share: 20, fault: 'half', outcome: 'InvalidResponseError' },
  'reset once': { share: 20, fails: 1, fault: 'reset', outcome: 'audio' },
  reset: { share: 10, fault: 'reset', outcome: 'NetworkError' },
  'cut in the middle': { share: 20, fault: 'cut', outcome: 'NetworkError' },
  'silence in the middle': { share: 10, fault: 'silence', outcome: 'TimeoutError' },
}

const lots = Object.entries(kinds).flatMap(([kind, { share }]) => new Array(share).fill(kind))

/** A kind by its share. */
export const pick = random => lots[Math.floor(random() * lots.length)]

/** Samples that no other call has, from 2 to 66 kB. */
export function soundOf(id) {
  const samples = new Uint16Array(1_000 + ((id * 7_919) % 32_000))
  let state = Math.imul(id, 0x9e3779b1) | 1
  for (let index = 0; index < samples.length; index++) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223
    samples[index] = state >>> 16
  }
  // Not the first bytes of anything else.
  samples[0] = 0x8081
  return Buffer.from(samples.buffer)
}
