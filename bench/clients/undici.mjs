import { request } from 'undici'
import { bodyOf, headers } from './request.mjs'

export function create({ baseURL }) {
  const send = (text, signal) =>
    request(`${baseURL}/audio/speech`, { method: 'POST', headers, body: bodyOf(text), signal })
  return {
    bytes: async (text, signal) => new Uint8Array(await (await send(text, signal)).body.arrayBuffer()),
    stream: async (text, signal) => (await send(text, signal)).body,
  }
}
