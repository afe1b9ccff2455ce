// The platform's own fetch: what every ratio is a multiple of.
import { bodyOf, headers } from './request.mjs'

export function create({ baseURL }) {
  const send = (text, signal) =>
    fetch(`${baseURL}/audio/speech`, { method: 'POST', headers, body: bodyOf(text), signal })
  return {
    bytes: async (text, signal) => new Uint8Array(await (await send(text, signal)).arrayBuffer()),
    stream: async (text, signal) => (await send(text, signal)).body,
  }
}
