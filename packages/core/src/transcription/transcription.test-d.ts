import { readFile } from 'node:fs/promises'
import {
  type Caption,
  createSpeechClient,
  type Recording,
  type Transcript,
  type TranscriptFormat,
  type TranscriptIn,
  type TranscriptionEvent,
  type TranscriptUsage,
  type VerboseTranscript,
} from '@outloud/core'
import { expectTypeOf } from 'vitest'

const client = createSpeechClient()
const recording = new Blob([])

// The answer is of the format that is asked for, json when none is.
expectTypeOf(client.transcribe(recording)).resolves.toEqualTypeOf<Transcript>()
expectTypeOf(client.transcribe(recording, {})).resolves.toEqualTypeOf<Transcript>()
expectTypeOf(client.transcribe(recording, { language: 'en' })).resolves.toEqualTypeOf<Transcript>()
expectTypeOf(client.transcribe(recording, { format: 'json' })).resolves.toEqualTypeOf<Transcript>()
expectTypeOf(client.transcribe(recording, { format: 'verbose_json' })).resolves.toEqualTypeOf<VerboseTranscript>()
expectTypeOf(client.transcribe(recording, { format: 'text' })).resolves.toEqualTypeOf<string>()
expectTypeOf(client.transcribe(recording, { format: 'srt' })).resolves.toEqualTypeOf<string>()
expectTypeOf(client.transcribe(recording, { format: 'vtt' })).resolves.toEqualTypeOf<string>()
expectTypeOf(client.translate(recording)).resolves.toEqualTypeOf<Transcript>()
expectTypeOf(client.translate(recording, { format: 'srt' })).resolves.toEqualTypeOf<string>()
expectTypeOf(client.translate(recording, { format: 'verbose_json' })).resolves.toEqualTypeOf<VerboseTranscript>()

// A format that is only known later makes it one of them.
const later = 'srt' as TranscriptFormat
expectTypeOf(client.transcribe(recording, { format: later })).resolves.toEqualTypeOf<
  Transcript | VerboseTranscript | string
>()
expectTypeOf<TranscriptIn<'json' | 'vtt'>>().toEqualTypeOf<Transcript | string>()

// What only one format or one call has is refused elsewhere.
client.transcribe(recording, { format: 'verbose_json', timestampGranularities: ['word', 'segment'] })
// @ts-expect-error: times are in verbose_json only
client.transcribe(recording, { format: 'json', timestampGranularities: ['word'] })
// @ts-expect-error: and json is the format of who says none
client.transcribe(recording, { timestampGranularities: ['word'] })
// @ts-expect-error: a translation is in English
client.translate(recording, { language: 'en' })
// @ts-expect-error: events have no format
client.transcriptionEvents(recording, { format: 'json' })
// @ts-expect-error: a format is one of five
client.transcribe(recording, { format: 'xml' })

// A recording is a Blob, a File, or bytes with a name.
expectTypeOf(new File([], 'a.mp3')).toExtend<Recording>()
expectTypeOf({ data: new Uint8Array(1), name: 'a.mp3' }).toExtend<Recording>()
client.transcribe({ data: await readFile('a.mp3'), name: 'a.mp3' })
// @ts-expect-error: bytes say nothing of their format
client.transcribe(new Uint8Array(1))
// @ts-expect-error: the client opens no files
client.transcribe('hello.mp3')

// Events are told apart by their type.
for await (const event of client.transcriptionEvents(recording)) {
  expectTypeOf(event).toEqualTypeOf<TranscriptionEvent>()
  if (event.type === 'transcript.text.delta') expectTypeOf(event.delta).toEqualTypeOf<string>()
  else if (event.type === 'transcript.text.done') expectTypeOf(event.usage).toEqualTypeOf<TranscriptUsage | undefined>()
  else expectTypeOf(event.speaker).toEqualTypeOf<string | undefined>()
}

// Captions can be written of what has times.
const { segments = [], words = [] } = await client.transcribe(recording, { format: 'verbose_json' })
expectTypeOf(segments).toExtend<readonly Caption[]>()
expectTypeOf(words).toExtend<readonly Caption[]>()
