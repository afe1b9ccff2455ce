import type { TextSource } from '@outloud/core'
import { createAudioSource } from './audio-source.ts'
import type { Source } from './source.ts'
import { createTape, type Tape } from './tape.ts'

/** What is to be heard of what is no whole text: audio, or a text in pieces. */
export const createOtherSource = (
  input: Exclude<TextSource, string> | Blob | Response,
  textSource: (tape: Tape) => Source,
): Source => ('arrayBuffer' in input ? createAudioSource(input) : textSource(createTape(input)))
