import type { AudioFormat } from '@outloud/core'
import { mediaSourceClass, type Route } from './media-source.ts'

const flac = (format: AudioFormat): Route => ({
  type: 'audio/mp4; codecs="flac"',
  untimed: false,
  createRemuxer: async () => (await import('../remux/flac.ts')).createFlac(format),
})

/**
 * The ways of each format into a SourceBuffer, best first. Those without are not streamable everywhere. The one that is
 * taken is loaded while the first answer is on its way.
 */
const routes: Readonly<Partial<Record<AudioFormat, readonly Route[]>>> = {
  mp3: [
    {
      type: 'audio/mpeg',
      untimed: true,
      createRemuxer: async () => (await import('../remux/mp3.ts')).createMp3Frames(),
    },
    // Firefox.
    {
      type: 'audio/mp4; codecs="mp3"',
      untimed: false,
      createRemuxer: async () => (await import('../remux/mp3-fragments.ts')).createMp3Fragments(),
    },
  ],
  wav: [flac('wav')],
  pcm: [flac('pcm')],
}

/** The way that this browser takes. */
export const routeOf = (format: AudioFormat): Route | undefined =>
  routes[format]?.find(({ type }) => mediaSourceClass()?.isTypeSupported(type))
