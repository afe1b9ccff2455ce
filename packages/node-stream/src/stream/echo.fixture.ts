import { type ClientOptions, createSpeechClient, type Fetch, type SpeechClient } from '@outloud/core'

/** A client whose audio is its text: each UTF-16 unit as one sample, so that a test reads from the bytes what was said. */
export interface Echo {
  readonly client: SpeechClient
  /** Bodies of the requests that were sent, in order. */
  readonly sent: { readonly input: string; readonly voice: string; readonly speed: number }[]
  /** Requests whose answer is neither over nor left. */
  readonly running: () => number
}

/** `answer` may throw, or wait, before a text is answered. */
export function createEcho(
  answer: (input: string, signal: AbortSignal | undefined) => Promise<void> | void = () => {},
  options: ClientOptions = {},
): Echo {
  const sent: Echo['sent'] = []
  let running = 0
  const fetch: Fetch = async (_url, { body, signal }) => {
    const request = JSON.parse(String(body))
    sent.push(request)
    running++
    let over = false
    const end = () => {
      if (!over) running--
      over = true
    }
    signal?.addEventListener('abort', end)
    try {
      await answer(request.input, signal ?? undefined)
    } catch (error) {
      end()
      throw error
    }
    const samples = Buffer.alloc(request.input.length * 2)
    for (let at = 0; at < request.input.length; at++)
      samples.writeUInt16LE(request.input.charCodeAt(at) ^ 0x8000, at * 2)
    let given = 0
    return new Response(
      new ReadableStream(
        {
          pull: controller => {
            // In pieces that end within a sample.
            const piece = samples.subarray(given, given + 333)
            given += piece.length
            if (piece.length > 0) return controller.enqueue(new Uint8Array(piece))
            end()
            controller.close()
          },
          cancel: end,
        },
        { highWaterMark: 0 },
      ),
    )
  }
  return { client: createSpeechClient({ fetch, retry: false, ...options }), sent, running: () => running }
}

/** What the audio says. */
export function heard(audio: Uint8Array): string {
  const samples = Buffer.from(audio)
  let text = ''
  for (let at = 0; at < samples.length; at += 2) text += String.fromCharCode(samples.readUInt16LE(at) ^ 0x8000)
  return text
}

/** Sentences with something of every script in them, told apart by their number. */
export const sentence = (number: number): string => `Sentence ${number}: é – 日本語 🎧, and so on. `
export const sentences = (count: number): string => Array.from({ length: count }, (_, at) => sentence(at)).join('')
