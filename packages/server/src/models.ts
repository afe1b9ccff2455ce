/** The ids that clients of the protocol send unless told otherwise. */
const protocolModels = ['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts'] as const

/** The ids that a server with this engine answers to: the engine's own name, and the protocol's. */
export const modelIds = (engine: string): ReadonlySet<string> => new Set([engine, ...protocolModels])

/** The answer to `GET /v1/models`: OpenAI's list. `created` is in seconds since 1970. */
export const modelList = (ids: ReadonlySet<string>, created: number): object => ({
  object: 'list',
  data: [...ids].map(id => ({ id, object: 'model', created, owned_by: 'outloud' })),
})

/** The answer to `GET /api/models`: the catalogue's envelope, all of it on one page (PROTOCOL.md, Catalogue). */
export const modelCatalogue = (ids: ReadonlySet<string>, engine: string, created: number): object => ({
  success: true,
  data: [...ids].map(id => ({
    id,
    code: id,
    provider: 'Outloud',
    provider_code: 'outloud',
    name: id === engine ? engine : `${engine} as ${id}`,
    model_type: 'audio',
    features: ['text-to-speech'],
    endpoints: ['/v1/audio/speech'],
    // Nothing is charged, and nothing is counted in tokens or seconds.
    pricing: { currency: 'USD', input: null, output: null, per_request: 0, per_second: null },
    created,
    api_doc_url: null,
  })),
  page: 0,
  page_size: 0,
  total: ids.size,
})
