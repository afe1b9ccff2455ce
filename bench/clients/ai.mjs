// It hands out whole answers only: no `stream`.
import { createOpenAI } from '@ai-sdk/openai'
import { experimental_generateSpeech as generateSpeech } from 'ai'
import { apiKey } from './request.mjs'

export function create({ baseURL }) {
  const model = createOpenAI({ baseURL, apiKey }).speech('tts-1')
  return {
    bytes: async (text, abortSignal) =>
      (await generateSpeech({ model, text, voice: 'alloy', outputFormat: 'mp3', abortSignal })).audio.uint8Array,
  }
}
