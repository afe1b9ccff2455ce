import { openFirefox } from './firefox.ts'
import { testHiddenTab } from './hidden-suite.ts'
import { testPlayer } from './player-suite.ts'

testPlayer({
  name: 'Firefox',
  mp3: 'audio/mp4; codecs="mp3"',
  open: sound =>
    openFirefox(
      // 0 allows sound, 5 blocks all of it.
      sound === 'at once'
        ? { 'media.autoplay.default': 0 }
        : { 'media.autoplay.default': 5, 'media.autoplay.blocking_policy': 0 },
    ),
})

testHiddenTab('Firefox', () => openFirefox({ 'media.autoplay.default': 0 }))
