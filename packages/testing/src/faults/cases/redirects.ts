import { answer } from '../answer.ts'
import type { Exchange, FaultCase } from '../case.ts'

const statuses = [301, 302, 303, 307, 308] as const

/** Where a redirect points. The path given to another place of the same origin would be answered with the same redirect. */
const targets: Readonly<Record<string, (exchange: Exchange) => string | undefined>> = {
  'the same origin': ({ origin }) => `${origin}/v1/elsewhere`,
  'another origin': ({ elsewhere }) => `${elsewhere}/v1/audio/speech`,
  'another origin without a scheme': ({ elsewhere }) => elsewhere.replace('http:', ''),
  'a relative path': () => '../login',
  'itself, for ever': ({ request }) => request.path,
  'no location': () => undefined,
  'a location that is no URL': () => 'http://[',
}

/** Every redirect to everywhere: nothing is followed, and neither the text nor the key travels. */
export const redirectCases: readonly FaultCase[] = statuses.flatMap(status =>
  Object.entries(targets).map(
    ([name, target]): FaultCase => ({
      name: `${status} to ${name}`,
      group: 'redirect',
      answers: [
        exchange => {
          const location = target(exchange)
          const headers = location === undefined ? {} : { location }
          return answer({ status, type: 'text/html', headers, body: '<a href="/login">Moved</a>' })
        },
      ],
      expect: { outcome: 'InvalidResponseError', requests: 1, reason: 'redirect', status, retryable: false },
    }),
  ),
)
