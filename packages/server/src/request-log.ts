import { pulledBody } from './pulled.ts'
import { paths } from './router.ts'
import type { Utterance } from './speech-request.ts'

/** What a speech request asked for, but for its text. */
export interface LoggedSpeech {
  readonly voice: string
  readonly format: string
  readonly speed: number
  readonly events: boolean
  /** UTF-16 units of the text. */
  readonly characters: number
}

/** A request whose answer is over. It has no text, no key, and nothing else that a client wrote as it liked. */
export interface LoggedRequest {
  readonly requestId: string
  readonly method: string
  /** One of the server's paths, without a query; `undefined` for any other. */
  readonly path: string | undefined
  /** What was answered; `undefined` when the client left before. */
  readonly status: number | undefined
  /** Whether the answer was sent whole, broke, or was left by the client. */
  readonly outcome: 'finished' | 'broken' | 'left'
  /** From the request to the end of the answer. */
  readonly milliseconds: number
  /** Milliseconds to the first byte of the body; `undefined` when there was none. */
  readonly firstByte: number | undefined
  /** Of the body. */
  readonly bytes: number
  /** Of a speech request that was spoken. */
  readonly speech: LoggedSpeech | undefined
}

/** A request that is being answered. */
export interface Logging {
  speech(utterance: Utterance): void
  /** The answer, whose end is told; without one, that there is none. */
  answer(response: Response): Response
  left(): void
}

/** Tells of a request once its answer is over. */
export function logRequest(
  { method, url }: Request,
  requestId: string,
  tell: (logged: LoggedRequest) => void,
): Logging {
  const begun = performance.now()
  let speech: LoggedSpeech | undefined
  let status: number | undefined
  let firstByte: number | undefined
  let bytes = 0
  let told = false
  const end = (outcome: LoggedRequest['outcome']): void => {
    if (told) return
    told = true
    const milliseconds = Math.round(performance.now() - begun)
    const { pathname } = new URL(url)
    const path = paths.has(pathname) ? pathname : undefined
    tell({ requestId, method, path, status, outcome, milliseconds, firstByte, bytes, speech })
  }
  return {
    speech: ({ text, voice, format, speed, events }) => {
      speech = { voice, format, speed, events, characters: text.length }
    },
    left: () => end('left'),
    answer: response => {
      status = response.status
      if (response.body === null) {
        end('finished')
        return response
      }
      const reader = response.body.getReader()
      const next = async () => {
        try {
          const { done, value } = await reader.read()
          if (done) {
            end('finished')
            return undefined
          }
          firstByte ??= Math.round(performance.now() - begun)
          bytes += value.length
          return value
        } catch (error) {
          end('broken')
          throw error
        }
      }
      const leave = async (reason: unknown) => {
        end('left')
        await reader.cancel(reason)
      }
      return new Response(pulledBody({ next, leave }), response)
    },
  }
}
