// A model's answer is spoken while it is written: `node answer.js answer.wav`.
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import { createSpeechStream } from '@outloud/node-stream'
import { openClient } from './client.js'

/** Stands in for a model: yields a few characters at a time, as their APIs do. */
async function* tokens() {
  const answer = `Speech starts with the first clause, long before the last word is written. While that is heard, the next
    sentences are asked for, each a little longer than the one before. If the model stops to think, so does the voice, at
    the end of a sentence. And if it hurries, nothing is lost: what is written waits for its turn.`
  for (const token of answer.replace(/\s+/g, ' ').match(/.{1,4}/gs) ?? []) {
    await setTimeout(40)
    yield token
  }
}

const { client, close } = openClient()
const written = { done: false }
async function* watched() {
  yield* tokens()
  written.done = true
}
const speech = createSpeechStream({ client, format: 'wav', pace: 'live' })
speech.once('data', () => console.log(written.done ? 'audio after the last token' : 'audio before the last token'))
try {
  await pipeline(watched, speech, createWriteStream(process.argv[2] ?? 'answer.wav'))
} finally {
  await close()
}
