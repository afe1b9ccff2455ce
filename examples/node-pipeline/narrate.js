// A Markdown file of any length becomes one audio file: `node narrate.js chapter.md chapter.mp3`.
import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { speakable } from '@outloud/core/speakable'
import { createSpeechStream } from '@outloud/node-stream'
import { openClient } from './client.js'

const [from = 'chapter.md', to = 'chapter.mp3'] = process.argv.slice(2)
const { client, close } = openClient()
const stop = new AbortController()
process.once('SIGINT', () => stop.abort(new Error('Stopped; run it again to go on')))

const speech = createSpeechStream({ client, format: 'mp3', maxLength: 400, speakable: speakable() })
speech.on('progress', ({ segments, seconds, cached }) => {
  console.log(`${segments} segments, ${seconds.toFixed(1)} s of audio, ${cached} from the cache`)
})
try {
  // What stands at the final path is always whole.
  await pipeline(createReadStream(from), speech, createWriteStream(`${to}.part`), { signal: stop.signal })
  await rename(`${to}.part`, to)
} finally {
  await rm(`${to}.part`, { force: true })
  await close()
}
