/** The ids that clients of the protocol send unless told otherwise. */
const protocolModels = {
  speech: ['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts'],
  transcription: ['whisper-1', 'gpt-4o-transcribe', 'gpt-4o-mini-transcribe'],
} as const

/** The ids that a server with this engine speaks with: the engine's own name, and the protocol's. */
export const speechModels = (engine: string): ReadonlySet<string> => new Set([engine, ...protocolModels.speech])

/** The ids that a server with this recognizer hears with: the recognizer's own name, and the protocol's. */
export const transcriptionModels = (recognizer: string): ReadonlySet<string> =>
  new Set([recognizer, ...protocolModels.transcription])

/** An id, and what is behind it. */
interface Listed {
  readonly id: string
  readonly behind: string
  readonly features: readonly string[]
  readonly endpoints: readonly string[]
}

/** All the ids that a server with this engine, and perhaps a recognizer, answers to. */
export function listedModels(engine: string, recognizer: string | undefined): readonly Listed[] {
  const speech = { behind: engine, features: ['text-to-speech'], endpoints: ['/v1/audio/speech'] }
  const spoken = Array.from(speechModels(engine), id => ({ id, ...speech }))
  if (recognizer === undefined) return spoken
  const endpoints = ['/v1/audio/transcriptions', '/v1/audio/translations']
  const transcription = { behind: recognizer, features: ['speech-to-text'], endpoints }
  return [...spoken, ...Array.from(transcriptionModels(recognizer), id => ({ id, ...transcription }))]
}

/** The answer to `GET /v1/models`: OpenAI's list. `created` is in seconds since 1970. */
export const modelList = (models: readonly { readonly id: string }[], created: number): object => ({
  object: 'list',
  data: models.map(({ id }) => ({ id, object: 'model', created, owned_by: 'outloud' })),
})

/** The answer to `GET /api/models`: the catalogue's envelope, all of it on one page (PROTOCOL.md, Catalogue). */
export const modelCatalogue = (models: readonly Listed[], created: number): object => ({
  success: true,
  data: models.map(({ id, behind, features, endpoints }) => ({
    id,
    code: id,
    provider: 'Outloud',
    provider_code: 'outloud',
    name: id === behind ? behind : `${behind} as ${id}`,
    model_type: 'audio',
    features,
    endpoints,
    // Nothing is charged, and nothing is counted in tokens or seconds.
    pricing: { currency: 'USD', input: null, output: null, per_request: 0, per_second: null },
    created,
    api_doc_url: null,
  })),
  page: 0,
  page_size: 0,
  total: models.length,
})
