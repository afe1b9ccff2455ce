import { ofetch } from 'ofetch'
import { fields, headers } from './request.mjs'

export function create({ baseURL }) {
  const send = (text, signal, responseType) =>
    ofetch(`${baseURL}/audio/speech`, {
      method: 'POST',
      headers,
      body: { ...fields, input: text },
      signal,
      responseType,
    })
  return {
    bytes: async (text, signal) => new Uint8Array(await send(text, signal, 'arrayBuffer')),
    stream: (text, signal) => send(text, signal, 'stream'),
  }
}
