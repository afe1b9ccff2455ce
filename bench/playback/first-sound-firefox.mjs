// As first-sound, in Firefox; and how long after pause() and stop() its sound card still hears something.
import { fromTests, measurePlayer } from './elsewhere.mjs'

const { openFirefox } = await fromTests('test/browsers/firefox.ts')
await measurePlayer(() => openFirefox({ 'media.autoplay.default': 0 }), { 'player, mp3': 1.3, 'player, pcm': 1.35 })
process.exit()
