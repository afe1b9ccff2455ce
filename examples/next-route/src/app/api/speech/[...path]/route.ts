// A route of Next.js that keeps the key. In the page: createSpeechClient({ baseURL: '/api/speech' })
import { createSpeechProxy } from '@outloud/server/proxy'

const proxy = createSpeechProxy({
  baseURL: process.env.COMETAPI_BASE_URL ?? 'https://api.cometapi.com/v1',
  apiKey: process.env.COMETAPI_KEY,
  authorize: async request => {
    const session = await sessionOf(request)
    return session === undefined ? undefined : { id: session.user }
  },
  allow: {
    origins: [process.env.ORIGIN ?? 'http://localhost:3000'],
    models: ['tts-1'],
    voices: ['alloy', 'nova'],
    formats: ['mp3', 'wav'],
  },
  // In memory, each instance counts for itself: `store` shares the count (README of @outloud/server).
  limits: { requestsPerMinute: 30, charactersPerMinute: 10_000 },
  onError: (error, { requestId }) => console.error(requestId, error),
})

export const GET = proxy.fetch
export const POST = proxy.fetch
export const OPTIONS = proxy.fetch

/** Stands for what the app signs people in with. */
async function sessionOf(request: Request): Promise<{ readonly user: string } | undefined> {
  const user = /(?:^|; )user=(\w+)/.exec(request.headers.get('cookie') ?? '')?.[1]
  return user === undefined ? undefined : { user }
}
