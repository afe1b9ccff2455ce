import { tones } from '../../audio/tones.ts'
import { answer, speech } from '../answer.ts'
import type { FaultCase } from '../case.ts'
import type { Step } from '../step.ts'

const failure = (status: number, { code = '', headers = {} }: { code?: string; headers?: Record<string, string> }) =>
  answer({
    status,
    type: 'application/json',
    headers,
    body: JSON.stringify({ error: { message: 'Refused', type: 'comet_api_error', param: null, code } }),
  }) satisfies readonly Step[]

const should = (value: string) => ({ headers: { 'x-should-retry': value } })

/** The header by which a server overrules what its status means. */
export const shouldRetryCases: readonly FaultCase[] = [
  {
    name: '400 once, x-should-retry: true',
    group: 'should-retry',
    answers: [failure(400, should('true')), speech()],
    expect: { outcome: 'audio', requests: 2, audio: tones.mp3 },
  },
  {
    name: '401 lasting, x-should-retry: true',
    group: 'should-retry',
    answers: [failure(401, should('true'))],
    expect: { outcome: 'APIError', requests: 3, status: 401, retryable: true },
  },
  {
    name: '503, x-should-retry: false',
    group: 'should-retry',
    answers: [failure(503, should('false'))],
    expect: { outcome: 'APIError', requests: 1, status: 503, retryable: false },
  },
  {
    name: '503 with Retry-After: 0, x-should-retry: false',
    group: 'should-retry',
    answers: [failure(503, { headers: { 'retry-after': '0', 'x-should-retry': 'false' } })],
    expect: { outcome: 'APIError', requests: 1, status: 503, retryable: false, retryAfter: 0 },
  },
  {
    // With the default patience: the gate has to obey as well.
    name: '429, x-should-retry: false',
    group: 'should-retry',
    answers: [failure(429, should('false'))],
    expect: { outcome: 'APIError', requests: 1, status: 429, retryable: false },
  },
  {
    name: '500 lasting, x-should-retry: perhaps',
    group: 'should-retry',
    answers: [failure(500, should('perhaps'))],
    expect: { outcome: 'APIError', requests: 3, status: 500, retryable: true },
  },
  {
    name: '400, x-should-retry: 1',
    group: 'should-retry',
    answers: [failure(400, should('1'))],
    expect: { outcome: 'APIError', requests: 1, status: 400, retryable: false },
  },
]

/** Statuses that mostly pass, with a code that never does. */
export const finalCodeCases: readonly FaultCase[] = [
  {
    name: '500 with invalid_request',
    group: 'final-code',
    answers: [failure(500, { code: 'invalid_request' })],
    expect: { outcome: 'APIError', requests: 1, status: 500, code: 'invalid_request', retryable: false },
  },
  {
    name: '503 with model_not_found',
    group: 'final-code',
    answers: [failure(503, { code: 'model_not_found' })],
    expect: { outcome: 'APIError', requests: 1, status: 503, code: 'model_not_found', retryable: false },
  },
  {
    name: '500 once, with another code',
    group: 'final-code',
    answers: [failure(500, { code: 'upstream_error' }), speech()],
    expect: { outcome: 'audio', requests: 2, audio: tones.mp3 },
  },
  {
    name: '503 once, with another code',
    group: 'final-code',
    answers: [failure(503, { code: 'model_overloaded' }), speech()],
    expect: { outcome: 'audio', requests: 2, audio: tones.mp3 },
  },
]
