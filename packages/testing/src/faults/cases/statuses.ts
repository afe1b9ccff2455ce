import type { FaultCase } from '../case.ts'
import { errorBodies } from '../error-bodies.ts'

/** Whether a status can pass by itself (PROTOCOL.md, Errors). */
export const passing = {
  400: false,
  401: false,
  402: false,
  403: false,
  404: false,
  408: true,
  409: true,
  413: false,
  415: false,
  422: false,
  429: true,
  500: true,
  502: true,
  503: true,
  504: true,
  // The table of PROTOCOL.md names only 524; the others are the same proxy's words for an origin that is away.
  520: true,
  521: true,
  522: true,
  523: true,
  524: true,
} as const

/** Every status with every kind of body, lasting. */
export const statusCases: readonly FaultCase[] = Object.entries(passing).flatMap(([code, retryable]) =>
  errorBodies.map(({ name, answer, expect }): FaultCase => {
    const status = Number(code)
    return {
      name: `${status} with ${name}`,
      group: 'status',
      answers: [answer(status)],
      ...(status === 429 ? { client: { limit: { patience: 0 } } } : {}),
      expect: { outcome: 'APIError', requests: retryable ? 3 : 1, status, retryable, ...expect },
    }
  }),
)
