import OpenAI from 'openai'
import { apiKey, fields } from './request.mjs'

export function create({ baseURL }) {
  const client = new OpenAI({ baseURL, apiKey })
  const send = (text, signal) => client.audio.speech.create({ ...fields, input: text }, { signal })
  return {
    bytes: async (text, signal) => new Uint8Array(await (await send(text, signal)).arrayBuffer()),
    stream: async (text, signal) => (await send(text, signal)).body,
  }
}
