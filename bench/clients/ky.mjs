import ky from 'ky'
import { fields, headers } from './request.mjs'

export function create({ baseURL }) {
  const client = ky.create({ headers, timeout: 60_000, retry: { limit: 2, methods: ['post'] } })
  const send = (text, signal) => client.post(`${baseURL}/audio/speech`, { json: { ...fields, input: text }, signal })
  return {
    bytes: async (text, signal) => new Uint8Array(await send(text, signal).arrayBuffer()),
    stream: async (text, signal) => (await send(text, signal)).body,
  }
}
