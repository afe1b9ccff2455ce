import { createSpeechClient } from '@outloud/core'
import { createSpeechServer } from '@outloud/server'
import { createSpeechProxy } from '@outloud/server/proxy'
import { collect, createToneEngine } from '@outloud/testing'
import { expect, test } from 'vitest'
import { key, usual } from '../../test/proxies.ts'

test('a client without a key speaks through a proxy that has it', async () => {
  const server = createSpeechServer({ engine: createToneEngine(), apiKey: key })
  const proxy = createSpeechProxy({ ...usual, fetch: (url, init) => server.fetch(new Request(url, init)) })
  const client = createSpeechClient({
    baseURL: 'https://app.example/api/speech',
    fetch: (url, init) => proxy.fetch(new Request(url, init)),
  })
  const direct = createSpeechClient({
    apiKey: key,
    fetch: (url, init) => server.fetch(new Request(url, init)),
  })
  const audio = await collect(client.synthesize('Hello, world.').stream())
  expect(audio).toEqual(await collect(direct.synthesize('Hello, world.').stream()))
})
