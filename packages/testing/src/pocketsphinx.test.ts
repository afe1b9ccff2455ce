import { type AudioFormat, createSpeechClient } from '@outloud/core'
import { createFliteEngine } from '@outloud/flite'
import { createSpeechServer } from '@outloud/server'
import { createPocketsphinxRecognizer, pocketsphinxTools } from '@outloud/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingTools } from '../../../test/tools.ts'

const sentence = 'Please call me back tomorrow morning at nine.'
const words = ['please', 'call', 'me', 'back', 'tomorrow', 'morning', 'at', 'nine']

/** How many of a sentence's words are in a text, in their order. */
function wordsIn(text: string): number {
  const heard = text.toLowerCase().split(/\W+/)
  let from = 0
  return words.filter(word => {
    const at = heard.indexOf(word, from)
    if (at !== -1) from = at + 1
    return at !== -1
  }).length
}

/** PocketSphinx is not an exact ear: of eight words it may miss two. */
const enough = 6

describe.skipIf(pocketsphinxTools.some(tool => missingTools.has(tool)))(
  'spoken by flite, heard by PocketSphinx',
  () => {
    const engine = createFliteEngine({ workers: 1 })
    const server = createSpeechServer({ engine, recognizer: createPocketsphinxRecognizer() })
    const client = createSpeechClient({ fetch: (url, init) => server.fetch(new Request(url, init)), retry: false })
    const say = (text: string, format: AudioFormat) => client.synthesize(text, { format }).blob()
    let spoken: Blob
    beforeAll(async () => {
      spoken = await say(sentence, 'mp3')
    })
    afterAll(() => server.close())

    test('a sentence comes back, most of its words', async () => {
      const { text, usage } = await client.transcribe(spoken)
      expect(wordsIn(text), text).toBeGreaterThanOrEqual(enough)
      expect(usage?.type === 'duration' && usage.seconds).toBeGreaterThan(2)
    })

    test.each(['wav', 'flac', 'opus'] as const)('and so it does from a file of %s', async format => {
      const { text } = await client.transcribe(await say(sentence, format))
      expect(wordsIn(text), text).toBeGreaterThanOrEqual(enough)
    })

    test('two sentences are two segments, each when it was spoken, word by word', async () => {
      const twice = client.synthesize(`${sentence} ${sentence}`, { format: 'wav', silence: { sentence: 2 } })
      const recording = await twice.blob()
      const [first, second] = await twice.cues()
      const transcript = await client.transcribe(recording, {
        format: 'verbose_json',
        timestampGranularities: ['segment', 'word'],
      })
      expect(transcript.language).toBe('english')
      expect(transcript.duration).toBeCloseTo(second!.end, 1)
      expect(transcript.segments).toHaveLength(2)
      for (const [index, { start, end }] of [first!, second!].entries()) {
        const segment = transcript.segments![index]!
        expect(wordsIn(segment.text), segment.text).toBeGreaterThanOrEqual(enough)
        // Its voice activity detection is a tenth or two late.
        expect(Math.abs(segment.start - start)).toBeLessThan(0.5)
        expect(Math.abs(segment.end - end)).toBeLessThan(0.5)
      }
      const nine = transcript.words!.filter(({ text }) => text === 'nine')
      expect(nine.every(({ start, end }) => end - start > 0.1 && end - start < 1)).toBe(true)
      expect(transcript.words!.length).toBeGreaterThanOrEqual(2 * enough)
    })

    test('the events come in order and add up to the text', async () => {
      let sum = ''
      let whole = ''
      for await (const event of client.transcriptionEvents(spoken)) {
        if (event.type === 'transcript.text.delta') sum += event.delta
        if (event.type === 'transcript.text.done') whole = event.text
      }
      expect(wordsIn(whole), whole).toBeGreaterThanOrEqual(enough)
      expect(sum).toBe(whole)
    })

    test('what is no recording, and another language, are errors that say so', async () => {
      const noise = { data: new TextEncoder().encode('not a recording at all'), name: 'hello.mp3' }
      await expect(client.transcribe(noise)).rejects.toMatchObject({
        name: 'APIError',
        status: 400,
        param: 'file',
        code: 'invalid_value',
      })
      await expect(client.transcribe(spoken, { language: 'fr' })).rejects.toMatchObject({
        status: 400,
        param: 'language',
      })
    })

    test('leaving early ends its process', async () => {
      const recognizer = createPocketsphinxRecognizer()
      const gone = new AbortController()
      const recording = { data: await client.synthesize(sentence, { format: 'wav' }).bytes(), name: 'a.wav', type: '' }
      const request = { language: undefined, prompt: undefined, temperature: 0, translate: false, words: false }
      const { segments } = await recognizer.recognize(recording, { ...request, signal: gone.signal })
      const first = segments[Symbol.asyncIterator]().next()
      gone.abort('gone')
      await expect(first).rejects.toBe('gone')
      await recognizer.close()
      await expect(
        recognizer.recognize(recording, { ...request, signal: new AbortController().signal }),
      ).rejects.toThrow('The recognizer is closed')
    })
  },
)
