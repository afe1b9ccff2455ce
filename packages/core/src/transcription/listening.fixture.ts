import { type ClientOptions, createSpeechClient, type SpeechClient } from '@outloud/core'

/** What arrived: where, with which headers, and the form's fields, its file apart. */
export interface Arrived {
  readonly url: string
  readonly headers: Headers
  readonly fields: readonly (readonly [string, string])[]
  readonly file: File
}

/** A client whose server gives the answers in turn, the last one again and again, and writes down what arrives. */
export function listening(
  answers: readonly (() => Response)[] = [() => Response.json({ text: 'Hi.' })],
  options: ClientOptions = {},
): { client: SpeechClient; arrived: Arrived[] } {
  const arrived: Arrived[] = []
  const client = createSpeechClient({
    baseURL: 'http://speech.test/v1',
    fetch: async (url, init) => {
      const request = new Request(url, init)
      const entries = Array.from(await request.formData())
      const fields = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
      const files = entries.filter((entry): entry is [string, File] => typeof entry[1] !== 'string')
      if (files.length !== 1 || files[0]?.[0] !== 'file') throw new Error('Expected one file, called file')
      arrived.push({ url, headers: request.headers, fields, file: files[0][1] })
      const answer = answers[Math.min(arrived.length, answers.length) - 1]
      return answer === undefined ? new Response(null, { status: 404 }) : answer()
    },
    ...options,
  })
  return { client, arrived }
}

/** A recording that nobody listens to. */
export const hello: File = new File([new Uint8Array([1, 2, 3, 4])], 'hello.mp3', { type: 'audio/mpeg' })

/** An answer in text, as OpenAI labels it. */
export const written =
  (text: string, type: string = 'text/plain; charset=utf-8') =>
  (): Response =>
    new Response(text, { headers: { 'content-type': type } })
