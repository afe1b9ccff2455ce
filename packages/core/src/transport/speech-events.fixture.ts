import { type ClientOptions, createSpeechClient, type SpeechClient } from '@outloud/core'

/** One event as it stands in a stream of them. */
export const data = (event: unknown): string => `data: ${JSON.stringify(event)}\n\n`

export const delta = (bytes: Uint8Array, more: object = {}): string =>
  data({ type: 'speech.audio.delta', audio: Buffer.from(bytes).toString('base64'), ...more })

export const marks = (...found: readonly (readonly [start: number, end: number, time: number])[]): string =>
  data({ type: 'speech.audio.marks', marks: found.map(([start, end, time]) => ({ start, end, time })) })

export const done = (usage?: object, name: 'usage' | 'token_usage' = 'usage'): string =>
  data({ type: 'speech.audio.done', ...(usage && { [name]: usage }) })

export const tokens = (
  input_tokens: number,
  output_tokens: number,
  total_tokens: number = input_tokens + output_tokens,
) => ({
  input_tokens,
  output_tokens,
  total_tokens,
})

/** A body of events, labelled as such unless told otherwise. */
export const events = (
  body: ConstructorParameters<typeof Response>[0],
  headers: Record<string, string> = {},
): Response => new Response(body, { headers: { 'content-type': 'text/event-stream', ...headers } })

/** A client that asks for events in `pcm`, whose server gives the answers in turn, the last one again and again. */
export function speaking(
  answers: readonly ((input: string) => Response)[],
  options: ClientOptions = {},
): { client: SpeechClient; sent: { readonly input: string; readonly stream_format?: string }[] } {
  const sent: { input: string; stream_format?: string }[] = []
  const client = createSpeechClient({
    baseURL: 'http://speech.test/v1',
    fetch: async (_url, { body }) => {
      const request = JSON.parse(String(body))
      sent.push(request)
      const answer = answers[Math.min(sent.length, answers.length) - 1]
      return answer === undefined ? new Response(null, { status: 404 }) : answer(request.input)
    },
    ...options,
    defaults: { format: 'pcm', streamFormat: 'sse', ...options.defaults },
  })
  return { client, sent }
}

/** So many seconds of samples, each of this value. */
export const samples = (seconds: number, value = 7): Uint8Array<ArrayBuffer> =>
  new Uint8Array(new Int16Array(seconds * 24_000).fill(value).buffer)
