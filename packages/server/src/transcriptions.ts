import { HTTPError } from './http-error.ts'
import { invalidField } from './invalid-field.ts'
import { transcriptionModels } from './models.ts'
import { isRecognizerError, type RecognizedSegment, type Recognizer } from './recognizer.ts'
import { readForm } from './request-body.ts'
import { createTranscriber } from './transcriber.ts'
import { transcript } from './transcript.ts'
import { transcriptionEvents } from './transcription-events.ts'
import { parseTranscriptionRequest, type Task, type TranscriptionForm } from './transcription-request.ts'
import type { UnderWay } from './under-way.ts'

/** Bytes of a form's file, and of all its other fields. */
interface Limits {
  readonly file: number
  readonly rest: number
}

/** The routes that write down speech. */
export interface Transcriptions {
  /** @throws `HTTPError` for what is answered with an error. */
  answer(request: Request, task: Task, report: (error: unknown) => void): Promise<Response>
}

/** Who may ask, and when. */
interface Access {
  readonly underWay: UnderWay
  /** Whether a page of another site may ask without a key. */
  readonly allows: (request: Request) => boolean
}

/** Without a recognizer, every answer says that there is none. */
export function createTranscriptions(
  recognizer: Recognizer | undefined,
  limits: Limits,
  { underWay, allows }: Access,
): Transcriptions {
  if (recognizer === undefined) return { answer: async () => Promise.reject(noRecognizer()) }
  const models = transcriptionModels(recognizer.name)
  const transcriber = createTranscriber(recognizer, underWay)

  const hear = async ({ recording, fields }: TranscriptionForm, task: Task, signal: AbortSignal) => {
    const { language, prompt, temperature = 0, timestamp_granularities: times = [] } = fields
    const words = times.includes('word')
    return transcriber.hear(
      recording,
      { language, prompt, temperature, words, translate: task === 'translate' },
      signal,
    )
  }

  return {
    answer: async (request, task, report) => {
      if (!allows(request)) checkSite(request.headers)
      const form = await readForm(request, limits.file + limits.rest)
      const question = await parseTranscriptionRequest(form, { task, models, longestFile: limits.file })
      try {
        const hearing = await hear(question, task, request.signal)
        if (question.fields.stream === true) return transcriptionEvents(hearing, report)
        const segments: RecognizedSegment[] = []
        for (let segment = await hearing.next(); segment !== undefined; segment = await hearing.next()) {
          segments.push(segment)
        }
        const { language, duration } = hearing
        return transcript({ task, language, duration, segments }, question.fields)
      } catch (error) {
        throw refusal(error, request.signal, report)
      }
    },
  }
}

function refusal(error: unknown, signal: AbortSignal, report: (error: unknown) => void): unknown {
  if (signal.aborted || error instanceof HTTPError) return error
  if (isRecognizerError(error)) return invalidField(error.param, error.message)
  report(error)
  return new HTTPError(500, 'The recognizer failed on this recording', { code: 'recognizer_failed' })
}

/** A page of another site can make a browser send a form without asking this server first, but not with a key. */
function checkSite(headers: Headers): void {
  if (headers.get('sec-fetch-site') !== 'cross-site' || headers.has('authorization')) return
  throw new HTTPError(403, 'origin: expected a page of this site, or a key, got a page of another site', {
    code: 'cross_site',
  })
}

const noRecognizer = (): HTTPError =>
  new HTTPError(501, 'This server has no recognizer: pass one as `recognizer` to createSpeechServer', {
    code: 'no_recognizer',
  })
