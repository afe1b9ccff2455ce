// As first-sound-firefox, in WebKitGTK, which has no goals: it is near Safari and is not it.
import { fromTests, measurePlayer } from './elsewhere.mjs'

const { openWebKit } = await fromTests('test/browsers/webkit/webkit.ts')
await measurePlayer(() => openWebKit('--autoplay-policy=allow'), {})
process.exit()
