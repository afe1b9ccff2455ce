import { StringDecoder } from 'node:string_decoder'
import { InvalidRequestError } from '@outloud/core'

/** A text that is spoken in a way of its own. */
export interface SpokenText {
  readonly text: string
  /** @default the stream's */
  readonly voice?: string | undefined
  /** From 0.25 to 4. @default the stream's */
  readonly speed?: number | undefined
}

/** What a speech stream is written: text as strings or UTF-8 bytes, cut anywhere, and what to do between. */
export type SpeechInput =
  | string
  | Uint8Array
  | SpokenText
  /** Silence, in seconds up to 60. */
  | { readonly pause: number }
  /** Speak what was written so far, without waiting for the end of its sentence. */
  | { readonly flush: true }

/** What was written, in one form. */
export type Command =
  | {
      readonly type: 'text'
      readonly text: string
      readonly voice: string | undefined
      readonly speed: number | undefined
    }
  | { readonly type: 'pause'; readonly seconds: number }
  | { readonly type: 'flush' }

/** Reads what is written to a stream; half a character waits for its other half. */
export interface CommandReader {
  /** @throws `InvalidRequestError` for what is none of the things that can be written. */
  read(chunk: unknown): Command
  /** What was still waiting when the text ended. */
  end(): string
}

export function createCommandReader(): CommandReader {
  const decoder = new StringDecoder('utf8')
  return {
    read: chunk => {
      if (ArrayBuffer.isView(chunk)) {
        const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
        return textOf(decoder.write(bytes))
      }
      if (typeof chunk === 'string') return textOf(decoder.end() + chunk)
      const command = controlOf(chunk)
      return command.type === 'text' ? { ...command, text: decoder.end() + command.text } : command
    },
    end: () => decoder.end(),
  }
}

const textOf = (text: string): Command => ({ type: 'text', text, voice: undefined, speed: undefined })

const waysToSpeak: ReadonlySet<string> = new Set(['text', 'voice', 'speed'])

function controlOf(value: unknown): Command {
  if (typeof value !== 'object' || value === null) throw refused(typeof value)
  const fields = Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))
  const names = Object.keys(fields)
  const { text, voice, speed, pause, flush } = fields
  if (typeof text === 'string' && names.every(name => waysToSpeak.has(name))) {
    // What a voice and a speed may be, the client knows.
    return { type: 'text', text, voice, speed }
  }
  if (names.length === 1 && typeof pause === 'number' && pause >= 0 && pause <= 60) {
    return { type: 'pause', seconds: pause }
  }
  if (names.length === 1 && flush === true) return { type: 'flush' }
  throw refused(`an object with ${names.join(', ') || 'nothing'}`)
}

function refused(got: string): InvalidRequestError {
  const message =
    'text: expected a string, bytes, { text, voice?, speed? }, { pause: seconds from 0 to 60 } or { flush: true }, ' +
    `got ${got}`
  return new InvalidRequestError(message, { issues: [{ path: ['text'], message }] })
}
