// Speaks and hears through @livekit/agents-plugin-openai, which is told where by OPENAI_BASE_URL and OPENAI_API_KEY.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [folder, text] = process.argv.slice(2)
const load = async name => import(pathToFileURL(createRequire(`${folder}/index.js`).resolve(name)).href)
const { initializeLogger } = await load('@livekit/agents')
initializeLogger({ pretty: false, level: 'silent' })
const { STT, TTS } = await load('@livekit/agents-plugin-openai')
const { AudioFrame } = await load('@livekit/rtc-node')
const to = { baseURL: process.env.OPENAI_BASE_URL, apiKey: process.env.OPENAI_API_KEY }

const pieces = []
for await (const { frame } of new TTS({ ...to, model: 'tts-1', voice: 'alloy' }).synthesize(text)) {
  pieces.push(Buffer.from(frame.data.buffer, frame.data.byteOffset, frame.data.byteLength))
}
const heard = await new STT({ ...to, model: 'whisper-1' }).recognize(
  new AudioFrame(new Int16Array(24_000), 24_000, 1, 24_000),
)

console.log(
  JSON.stringify({
    'TTS.synthesize': Buffer.concat(pieces).toString('base64'),
    'STT.recognize': heard.alternatives[0].text,
  }),
)
process.exit()
