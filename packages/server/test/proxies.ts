import { createSpeechProxy, type SpeechProxy, type SpeechProxyOptions } from '@outloud/server/proxy'

/** What no answer, error or log may hold. */
export const key = 'sk-Zq7vKp2XwL9dTr5mNb8cYh3s'

/** The page that may ask. */
export const page = 'https://app.example'

/** Everything a proxy needs, for one caller who may ask for what is usual. */
export const usual: SpeechProxyOptions = {
  baseURL: 'http://upstream.test/v1',
  apiKey: key,
  authorize: () => ({ id: 'ada' }),
  allow: { origins: [page], models: ['tts-1'], voices: ['alloy'], formats: ['mp3', 'wav', 'pcm'] },
  limits: { requestsPerMinute: 1_000, charactersPerMinute: 100_000 },
}

/** What `usual` is but for these. */
export type Otherwise = Omit<Partial<SpeechProxyOptions>, 'allow' | 'limits'> & {
  readonly allow?: Partial<SpeechProxyOptions['allow']>
  readonly limits?: Partial<SpeechProxyOptions['limits']>
}

/** A proxy before a speech service that answers with samples, and what that service was sent. */
export function proxied({ allow, limits, ...options }: Otherwise = {}): {
  readonly proxy: SpeechProxy
  readonly sent: { readonly url: string; readonly init: RequestInit }[]
} {
  const sent: { url: string; init: RequestInit }[] = []
  const fetch = async (url: string, init: RequestInit) => {
    sent.push({ url, init })
    return new Response(new Uint8Array(4_800).fill(0x80))
  }
  const proxy = createSpeechProxy({
    ...usual,
    fetch,
    ...options,
    allow: { ...usual.allow, ...allow },
    limits: { ...usual.limits, ...limits },
  })
  return { proxy, sent }
}

/** What a page sends to be spoken, in a format that the service above answers with. */
export const spoken = { model: 'tts-1', voice: 'alloy', input: 'Hello.', response_format: 'pcm' }

/** A request as a page would send it. */
export const ask = (body: unknown = spoken, { headers, ...init }: RequestInit = {}): Request =>
  new Request('https://app.example/api/speech/audio/speech', {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
    headers: { origin: page, 'content-type': 'application/json', ...Object.fromEntries(new Headers(headers)) },
  })
