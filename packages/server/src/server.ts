import { createKeyCheck } from './authorize.ts'
import { createCORS } from './cors.ts'
import type { Engine } from './engine.ts'
import { breakAfter, createFail, type FailOptions } from './fail.ts'
import { createFront, type FrontOptions } from './front.ts'
import { HTTPError } from './http-error.ts'
import { listedModels, modelCatalogue, modelList, speechModels } from './models.ts'
import type { Recognizer } from './recognizer.ts'
import { refusal } from './refusal.ts'
import { readJSON } from './request-body.ts'
import type { Logging } from './request-log.ts'
import { type Routes, route } from './router.ts'
import { createSpeaker } from './speaker.ts'
import { type Answering, speechAnswer } from './speech-answer.ts'
import { parseSpeechRequest } from './speech-request.ts'
import { createTranscriptions } from './transcriptions.ts'
import { createUnderWay } from './under-way.ts'

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
export interface SpeechServerOptions extends FrontOptions {
  /** Speaks the texts. Closing the server closes it. */
  readonly engine: Engine
  /** Writes down recordings. Closing the server closes it. @default undefined, which answers those requests with 501 */
  readonly recognizer?: Recognizer | undefined
  /** What requests below `/v1` have to send as a bearer key: visible ASCII. @default undefined, which asks for none */
  readonly apiKey?: string | undefined
  readonly limits?: SpeechServerLimits | undefined
  /**
   * Texts and recordings that are under way at once, each until its answer was read or left; others wait for their turn.
   * @default Infinity
   */
  readonly concurrency?: number | undefined
  /** How many may wait; any more are answered with 429 and when to come again. @default 128 */
  readonly queue?: number | undefined
  /** Origins whose pages may use this server, such as `http://localhost:5173`. @default none */
  readonly cors?: string | readonly string[] | undefined
  /** Fails on purpose, by chance and where a request asks for it with `x-fail`. @default undefined, which never does */
  readonly fail?: FailOptions | undefined
}

/** A server that speaks the OpenAI audio API, as a function of requests. */
export interface SpeechServer {
  /**
   * Answers `POST /v1/audio/speech`, `/v1/audio/transcriptions` and `/v1/audio/translations`, `GET /v1/models`,
   * `/api/models`, `/health` and `/ready`, and anything else with an error. Rejects only with `request.signal.reason`, when that
   * aborts before the answer began.
   */
  fetch(request: Request): Promise<Response>
  /** Whether requests below `/v1` have to send a key. */
  readonly asksForKey: boolean
  /** Breaks off the answers under way, refuses further requests with 503, closes the engine and the recognizer. */
  close(): Promise<void>
}

/**
 * A speech server around an engine. Models are the engine's name, `tts-1`, `tts-1-hd` and `gpt-4o-mini-tts`, all of
 * which sound the same; voices are the engine's. With a recognizer it hears as well, by its name, `whisper-1`,
 * `gpt-4o-transcribe` and `gpt-4o-mini-transcribe`.
 * @throws `TypeError` for a key that cannot be sent or an origin that is none, `RangeError` for a number out of range.
 * @example const { fetch } = createSpeechServer({ engine: createFliteEngine() })
 */
export function createSpeechServer(options: SpeechServerOptions): SpeechServer {
  const { engine, recognizer, apiKey, limits = {} } = options
  const { concurrency = Number.POSITIVE_INFINITY, queue = 128 } = options
  const checkKey = createKeyCheck(apiKey)
  const inputLength = limit('limits.inputLength', limits.inputLength ?? 4_096)
  const bodyLength = limit('limits.bodyLength', limits.bodyLength ?? 1_048_576)
  const fileLength = limit('limits.fileLength', limits.fileLength ?? 26_214_400)
  if (concurrency !== Number.POSITIVE_INFINITY) limit('concurrency', concurrency)
  const underWay = createUnderWay({ concurrency, queue: queue === 0 ? 0 : limit('queue', queue) })
  const cors = createCORS(options.cors)
  const fail = createFail(options.fail)
  const models = speechModels(engine.name)
  const listed = listedModels(engine.name, recognizer?.name)
  const created = Math.floor(Date.now() / 1_000)
  const speaker = createSpeaker(engine, underWay)
  const files = { file: fileLength, rest: bodyLength }
  const transcriptions = createTranscriptions(recognizer, files, { underWay, allows: cors.allows })
  let closing: Promise<void> | undefined

  const speech = async (request: Request, answering: Answering, log: Logging | undefined): Promise<Response> => {
    const utterance = parseSpeechRequest(await readJSON(request, bodyLength), models, inputLength)
    const spoken = await speaker.speak(utterance, request.signal)
    log?.speech(utterance)
    return speechAnswer(utterance, spoken, answering)
  }

  const routesOf = (request: Request, answering: Answering, log: Logging | undefined): Routes => {
    const { report } = answering
    const keyed = (answer: () => Response | Promise<Response>) => async () => {
      checkKey(request)
      const { after } = fail(request)
      return after === undefined ? answer() : breakAfter(await answer(), after)
    }
    return {
      '/v1/audio/speech': { POST: keyed(() => speech(request, answering, log)) },
      '/v1/audio/transcriptions': { POST: keyed(() => transcriptions.answer(request, 'transcribe', report)) },
      '/v1/audio/translations': { POST: keyed(() => transcriptions.answer(request, 'translate', report)) },
      '/v1/models': { GET: keyed(() => Response.json(modelList(listed, created))) },
      // The catalogue asks for no key (PROTOCOL.md, Base and authorisation).
      '/api/models': { GET: () => Response.json(modelCatalogue(listed, created)) },
      '/health': { GET: () => Response.json({ status: 'ok' }) },
      '/ready': {
        GET: () => {
          underWay.checkRoom()
          return Response.json({ status: 'ready' })
        },
      },
    }
  }

  const respond = async (request: Request, answering: Answering, log: Logging | undefined): Promise<Response> => {
    if (closing !== undefined) throw closed()
    return cors.preflight(request) ?? route(request, routesOf(request, answering, log))
  }

  return {
    asksForKey: apiKey !== undefined,
    fetch: createFront(options, { cors, respond, refusal }),
    close: () => {
      underWay.stop(closed())
      closing ??= Promise.all([engine.close(), recognizer?.close()]).then(() => {})
      return closing
    },
  }
}

const closed = (): HTTPError => new HTTPError(503, 'This server was closed', { code: 'server_closed' })

function limit(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new RangeError(`${name}: expected a whole number above 0, got ${value}`)
}
