import type { Mark, SpeechReport } from '../audio/report.ts'
import { concat } from '../bytes.ts'
import type { Bytes } from '../format.ts'
import type { Answer, Call } from './fetch.ts'
import { notAsked, readJSON } from './read.ts'
import { scrubber } from './scrub.ts'
import { brokenOff, dataOf } from './server-events.ts'
import { readSpeechEvent, type SpeechEvent } from './speech-event-schema.ts'

/** How long the end is waited for behind the last event, in milliseconds, so that the connection can be used again. */
const farewell = 100

/**
 * The audio that comes in events, as if it came by itself; usage and marks go to the report. Servers that do not know
 * `stream_format` answer with the audio itself: what does not begin as events do is handed on for `check` to judge.
 */
export async function audioFrom(answer: Answer, call: Call, report: SpeechReport): Promise<Answer> {
  if (answer.status !== 200 || answer.headers.get('content-encoding') !== null) return answer
  const { head, ...whole } = await withHead(answer)
  if (!beginsEvents(head, answer.headers.get('content-type') ?? '')) return { ...answer, ...whole }

  const headers = new Headers([...answer.headers])
  // It counts the events, not the audio in them.
  headers.delete('content-length')
  const chunks = audioIn({ ...answer, ...whole }, call, report)
  return { ...answer, headers, read: async () => (await chunks.next()).value ?? undefined }
}

async function* audioIn(answer: Answer, call: Call, report: SpeechReport): AsyncGenerator<Bytes, void> {
  const longestText = call.characters
  const marks: Mark[] = []
  report.marks = marks
  for await (const data of dataOf(answer)) {
    const event = eventIn(data, answer, call)
    if (event.type === 'audio') {
      const bytes = bytesOf(event.base64)
      if (bytes === undefined) throw notAsked(answer, 'schema', 'Expected audio in base64, got other text')
      if (bytes.length > 0) yield bytes
    } else if (event.type === 'marks') {
      // No text has more words than letters, whatever a server repeats.
      const within = event.marks.filter(mark => isWithin(mark, longestText))
      marks.push(...within.slice(0, longestText - marks.length))
    } else if (event.type === 'done') {
      report.usage = event.usage
      return takeLeave(answer)
    }
  }
  throw notAsked(answer, 'truncated', 'The events ended before speech.audio.done')
}

function eventIn(data: string, answer: Answer, call: Call): SpeechEvent {
  // How some servers end every stream of events.
  if (data === '[DONE]') return { type: 'done', usage: undefined }
  const event = readJSON(answer, data, 'an event of a speech', readSpeechEvent)
  if (event.type !== 'error') return event
  throw brokenOff(data, answer, { scrub: scrubber(call), passing: type => type === 'server_error' })
}

const isWithin = ({ start, end }: Mark, length: number): boolean => start < end && end <= length

function bytesOf(base64: string): Bytes | undefined {
  try {
    const letters = atob(base64)
    const bytes = new Uint8Array(letters.length)
    for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at)
    return bytes
  } catch {
    return undefined
  }
}

/** Enough to tell events from what is none. */
const headLength = 8

/** The beginning of a body, and the body with it. */
async function withHead(answer: Answer): Promise<Pick<Answer, 'read'> & { head: Bytes }> {
  const chunks: Bytes[] = []
  for (let length = 0; length < headLength; ) {
    const bytes = await answer.read()
    if (bytes === undefined) break
    chunks.push(bytes)
    length += bytes.length
  }
  const head = concat(chunks)
  return { head, read: async () => chunks.shift() ?? answer.read() }
}

/** A field's name tells events even under another label; a comment and an empty line are too little for that. */
function beginsEvents(head: Bytes, type: string): boolean {
  const start = new TextDecoder().decode(head)
  return /^(data|event|id|retry):/.test(start) || (/^text\/event-stream\b/i.test(type) && /^[:\r\n]/.test(start))
}

/** Reads what follows the last event, which is the end, unless the server forgets to end: then the connection goes. */
async function takeLeave(answer: Answer): Promise<void> {
  const late = setTimeout(() => void answer.cancel(), farewell)
  try {
    while ((await answer.read()) !== undefined) {}
  } catch {
    // All that was asked for is there.
  } finally {
    clearTimeout(late)
  }
}
