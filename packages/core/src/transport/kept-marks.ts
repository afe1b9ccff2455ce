import type { Mark } from '../audio/report.ts'
import { lenient, like, object, text } from '../fields.ts'
import type { Bytes } from '../format.ts'
import { readMarks } from './mark-schema.ts'
import type { AudioStore } from './store.ts'

/** Bytes that a mark takes at the most, as it is written; what stands around them all takes less than two. */
const longestMark = 128

const readEntry = like(object({ sum: lenient(text), marks: lenient(readMarks) }))

/** When words are heard in audio that is kept: in an entry of its own, so that who reads audio finds nothing else. */
export interface MarkStore {
  /** Keeps them. That this fails takes nothing from the audio. */
  put(audio: Bytes, marks: readonly Mark[]): Promise<void>
  /** Those of just this audio: of another, damaged, cut, or more than the text can have, they are as if there were none. */
  get(audio: Bytes): Promise<readonly Mark[] | undefined>
}

/** The marks beside the audio that has this key, for a text of so many UTF-16 units. */
export function markStore(store: AudioStore, audioKey: string, characters: number): MarkStore {
  const key = `${audioKey}-marks`
  return {
    put: async (audio, marks) => {
      const entry = JSON.stringify({ sum: await sumOf(audio, marks), marks })
      await store.put(key, new TextEncoder().encode(entry)).catch(() => {})
    },
    get: async audio => {
      const bytes = await store.get(key).catch(() => undefined)
      if (bytes === undefined || bytes.length > longestMark * (characters + 2)) return undefined
      const { sum, marks = [] } = readEntry(parsed(bytes)) ?? {}
      // Of a list with anything in it that is no mark, the sum is another.
      return sum === (await sumOf(audio, marks)) ? marks : undefined
    },
  }
}

function parsed(bytes: Bytes): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

/** Says which audio marks are about, and that they are those that were kept. */
const sumOf = async (audio: Bytes, marks: readonly Mark[]): Promise<string> =>
  sha256(new TextEncoder().encode(JSON.stringify([await sha256(audio), marks])))

/** In hexadecimal digits. */
export async function sha256(bytes: Bytes): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('')
}
