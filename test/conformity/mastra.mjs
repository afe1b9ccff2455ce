// Speaks and hears through @mastra/voice-openai, which is told where by OPENAI_BASE_URL and OPENAI_API_KEY.

import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'

const [folder, text] = process.argv.slice(2)
const { OpenAIVoice } = await import(
  pathToFileURL(createRequire(`${folder}/index.js`).resolve('@mastra/voice-openai')).href
)
const voice = new OpenAIVoice()
const base64 = async speech => (await buffer(speech)).toString('base64')

console.log(
  JSON.stringify({
    'speak, mp3': await base64(await voice.speak(text)),
    'speak, flac': await base64(await voice.speak(text, { responseFormat: 'flac' })),
    'speak, a text that streams in': await base64(await voice.speak(Readable.from([text.slice(0, 5), text.slice(5)]))),
    listen: await voice.listen(Readable.from([Buffer.alloc(4_096, 7)]), { filetype: 'mp3' }),
  }),
)
process.exit()
