import type { FaultCase } from './case.ts'
import { abortCases } from './cases/aborts.ts'
import { finalCodeCases, shouldRetryCases } from './cases/classification.ts'
import { connectionCases } from './cases/connection.ts'
import { eventCases } from './cases/events.ts'
import { healthyCases } from './cases/healthy.ts'
import { notAudioCases } from './cases/not-audio.ts'
import { redirectCases } from './cases/redirects.ts'
import { retryAfterCases } from './cases/retry-after.ts'
import { sizeCases } from './cases/size.ts'
import { stallCases } from './cases/stalls.ts'
import { statusCases } from './cases/statuses.ts'
import { truncationCases } from './cases/truncation.ts'

/** Every way to fail that a client has one right answer to, and the unusual answers that are right. Names are unique. */
export const faults: readonly FaultCase[] = [
  ...statusCases,
  ...retryAfterCases,
  ...shouldRetryCases,
  ...finalCodeCases,
  ...redirectCases,
  ...notAudioCases,
  ...truncationCases,
  ...connectionCases,
  ...stallCases,
  ...sizeCases,
  ...healthyCases,
  ...eventCases,
  ...abortCases,
]
