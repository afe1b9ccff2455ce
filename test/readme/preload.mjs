// Loaded before a README's code: stands in for the API's address, so that the code runs as it is written.
import { createFliteEngine } from '@outloud/flite'
import { createSpeechServer } from '@outloud/server'

const flite = createFliteEngine()

/** What was said last, which is what a recording on a page has in it. */
let said = { text: '', start: 0, end: 0 }
const engine = {
  ...flite,
  speak: (text, request) => {
    said = { text, start: 0, end: 1 }
    return flite.speak(text, request)
  },
}
const recognizer = {
  name: 'stand-in',
  recognize: async () => ({
    language: 'en',
    duration: 1,
    segments: (async function* () {
      yield said
    })(),
  }),
  close: async () => {},
}

const server = createSpeechServer({ engine, recognizer, apiKey: process.env.COMETAPI_KEY })

const { fetch } = globalThis

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  const { host, hostname } = new URL(request.url)
  if (host === 'api.cometapi.com') return server.fetch(request)
  // A server that the code started itself.
  if (hostname === '127.0.0.1') return fetch(request)
  throw new Error(`A README asked ${host}`)
}
