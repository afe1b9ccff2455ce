import { createKeyCheck } from './authorize.ts'
import type { Engine } from './engine.ts'
import { errorResponse, HTTPError } from './http-error.ts'
import { listedModels, modelCatalogue, modelList, speechModels } from './models.ts'
import type { Recognizer } from './recognizer.ts'
import { refusal } from './refusal.ts'
import { readJSON } from './request-body.ts'
import { createRequestId } from './request-id.ts'
import { route } from './router.ts'
import { createSpeaker } from './speaker.ts'
import { type Answering, speechAnswer } from './speech-answer.ts'
import { parseSpeechRequest } from './speech-request.ts'
import { createTranscriptions } from './transcriptions.ts'

/** What one request may ask for. */
export interface SpeechServerLimits {
  /** Code points of a request's `input`. @default 4096 */
  readonly inputLength?: number | undefined
  /** Bytes of a request's body, less the file of one that has a file. @default 1_048_576 */
  readonly bodyLength?: number | undefined
  /** Bytes of a recording. @default 26_214_400 */
  readonly fileLength?: number | undefined
}

/** How to set up a speech server. */
export interface SpeechServerOptions {
  /** Speaks the texts. Closing the server closes it. */
  readonly engine: Engine
  /** Writes down recordings. Closing the server closes it. @default undefined, which answers those requests with 501 */
  readonly recognizer?: Recognizer | undefined
  /** What requests below `/v1` have to send as a bearer key: visible ASCII. @default undefined, which asks for none */
  readonly apiKey?: string | undefined
  readonly limits?: SpeechServerLimits | undefined
  /**
   * Told of every failure that is not the client's doing: what the answer with this request id does not say.
   * @default undefined, which tells nobody
   */
  readonly onError?: ((error: unknown, failed: { readonly requestId: string }) => void) | undefined
}

/** A server that speaks the OpenAI audio API, as a function of requests. */
export interface SpeechServer {
  /**
   * Answers `POST /v1/audio/speech`, `/v1/audio/transcriptions` and `/v1/audio/translations`, `GET /v1/models`,
   * `/api/models` and `/health`, and anything else with an error. Rejects only with `request.signal.reason`, when that
   * aborts before the answer began.
   */
  fetch(request: Request): Promise<Response>
  /** Breaks off the answers under way, refuses further requests with 503, closes the engine and the recognizer. */
  close(): Promise<void>
}

/**
 * A speech server around an engine. Models are the engine's name, `tts-1`, `tts-1-hd` and `gpt-4o-mini-tts`, all of
 * which sound the same; voices are the engine's. With a recognizer it hears as well, by its name, `whisper-1`,
 * `gpt-4o-transcribe` and `gpt-4o-mini-transcribe`.
 * @throws `TypeError` for a key that cannot be sent, `RangeError` for a limit that is none.
 * @example const { fetch } = createSpeechServer({ engine: createFliteEngine() })
 */
export function createSpeechServer(options: SpeechServerOptions): SpeechServer {
  const { engine, recognizer, apiKey, limits = {}, onError } = options
  const checkKey = createKeyCheck(apiKey)
  const inputLength = limit('inputLength', limits.inputLength ?? 4_096)
  const bodyLength = limit('bodyLength', limits.bodyLength ?? 1_048_576)
  const fileLength = limit('fileLength', limits.fileLength ?? 26_214_400)
  const models = speechModels(engine.name)
  const listed = listedModels(engine.name, recognizer?.name)
  const created = Math.floor(Date.now() / 1_000)
  const speaker = createSpeaker(engine)
  const transcriptions = createTranscriptions(recognizer, { file: fileLength, rest: bodyLength })
  let closing: Promise<void> | undefined

  const speech = async (request: Request, answering: Answering): Promise<Response> => {
    const utterance = parseSpeechRequest(await readJSON(request, bodyLength), models, inputLength)
    return speechAnswer(utterance, await speaker.speak(utterance, request.signal), answering)
  }

  const respond = async (request: Request, answering: Answering): Promise<Response> => {
    const { report } = answering
    if (closing !== undefined) throw closed()
    const keyed = (answer: () => Response | Promise<Response>) => () => {
      checkKey(request)
      return answer()
    }
    return route(request, {
      '/v1/audio/speech': { POST: keyed(() => speech(request, answering)) },
      '/v1/audio/transcriptions': { POST: keyed(() => transcriptions.answer(request, 'transcribe', report)) },
      '/v1/audio/translations': { POST: keyed(() => transcriptions.answer(request, 'translate', report)) },
      '/v1/models': { GET: keyed(() => Response.json(modelList(listed, created))) },
      // The catalogue asks for no key (PROTOCOL.md, Base and authorisation).
      '/api/models': { GET: () => Response.json(modelCatalogue(listed, created)) },
      '/health': { GET: () => Response.json({ status: 'ok' }) },
    })
  }

  return {
    fetch: async request => {
      const requestId = createRequestId()
      const report = (error: unknown) => onError?.(error, { requestId })
      const response = await respond(request, { requestId, report }).catch(error => {
        request.signal.throwIfAborted()
        return errorResponse(refusal(error, report), requestId)
      })
      response.headers.set('x-request-id', requestId)
      response.headers.set('cache-control', 'no-store')
      response.headers.set('x-content-type-options', 'nosniff')
      return request.method === 'HEAD' ? new Response(null, response) : response
    },
    close: () => {
      speaker.stop(closed())
      transcriptions.stop(closed())
      closing ??= Promise.all([engine.close(), recognizer?.close()]).then(() => {})
      return closing
    },
  }
}

const closed = (): HTTPError => new HTTPError(503, 'This server was closed', { code: 'server_closed' })

function limit(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new RangeError(`limits.${name}: expected a whole number above 0, got ${value}`)
}
