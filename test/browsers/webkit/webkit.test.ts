import { testPlayer } from '../player-suite.ts'
import { openWebKit } from './webkit.ts'

testPlayer({
  name: 'WebKitGTK',
  mp3: 'audio/mpeg',
  // By default it wants a gesture.
  open: sound => openWebKit(...(sound === 'at once' ? ['--autoplay-policy=allow'] : [])),
})
