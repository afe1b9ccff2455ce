// Loaded before a README's code: stands in for the API's address, so that the code runs as it is written.
import { createFliteEngine } from '@outloud/flite'
import { createSpeechServer } from '@outloud/server'

const server = createSpeechServer({ engine: createFliteEngine(), apiKey: process.env.COMETAPI_KEY })

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  const { host } = new URL(request.url)
  if (host !== 'api.cometapi.com') throw new Error(`A README asked ${host}`)
  return server.fetch(request)
}
