import createModule, { type EspeakEvent } from '@echogarden/espeak-ng-emscripten'

/** Hertz of all that espeak says. */
export const sampleRate = 22_050

/** What espeak should say. */
export interface EspeakText {
  readonly ssml: string
  /** Where each mark of the SSML ends, in code points from 1. */
  readonly positions: readonly number[]
  /** A voice and its variant, such as `gmw/en-US+f2`. */
  readonly name: string
  /** 0 to 99. */
  readonly pitch: number
}

/** When a word begins. */
interface WordTime {
  /** Of the word's mark. */
  readonly index: number
  /** Seconds from the start of the text's audio. */
  readonly time: number
}

/** About 100 ms of audio. */
export interface Part {
  readonly samples: Int16Array<ArrayBuffer>
  /** The words that begin in it. */
  readonly words: readonly WordTime[]
}

/** Speaks a text, part by part; `onPart` returns whether to stop. It must not throw. */
export type Espeak = (text: EspeakText, onPart: (part: Part) => boolean) => void

/** More bytes than the SSML of any piece has. */
const longestString = 2 ** 16

/**
 * espeak, ready to speak one text after another. Its memory is put back before each, which takes 2 ms: what it says
 * would depend on what it said before, and be out of order after it was stopped.
 * @param data espeak-ng.data of the package, where it is not found beside it.
 */
export async function createEspeak(data?: ArrayBuffer): Promise<Espeak> {
  const complaints: string[] = []
  const module = await createModule({
    ...(data === undefined ? {} : { getPreloadedPackage: () => data }),
    print: () => {},
    printErr: line => complaints.push(line),
  })
  const espeak = new module.eSpeakNGWorker()
  if (espeak.get_samplerate() !== sampleRate) throw new Error(`espeak speaks at ${espeak.get_samplerate()} Hz`)
  // The module keeps the address of a buffer for strings outside its memory. It grows after a call, for the next one,
  // so two calls leave it in a place and of a size that it keeps.
  for (let call = 0; call < 2; call += 1) espeak.set_voice(' '.repeat(longestString), '', 0, 0, 0)
  complaints.length = 0
  const fresh = module.HEAPU8.slice()

  return ({ ssml, positions, name, pitch }, onPart) => {
    module.HEAPU8.set(fresh)
    // What it grew by has nothing in a new one, and new memory is zero.
    module.HEAPU8.fill(0, fresh.length)
    if (espeak.set_voice(name, '', 0, 0, 0) !== 0) throw new Error(`espeak has no voice ${name}`)
    espeak.set_pitch(pitch)
    const timesOf = createTimes(positions)
    espeak.synthesize(ssml, (samples, events) => onPart({ samples, words: timesOf(events) }))
    if (complaints.length > 0) throw new Error(`espeak: ${complaints.splice(0).join('; ').slice(0, 200)}`)
  }
}

/**
 * Reads when each word begins from the events of a text. Where espeak takes a full stop inside the text for its end, it
 * loses the mark that follows, but says where the first word after it stands.
 */
function createTimes(positions: readonly number[]): (events: readonly EspeakEvent[]) => readonly WordTime[] {
  let next = 0
  return events => {
    const times: WordTime[] = []
    for (const { type, id, text_position, audio_position } of events) {
      if (type !== 'mark' && type !== 'word') continue
      const index = type === 'mark' ? Number(id) : positions.findLastIndex(position => position <= text_position)
      if (index < next) continue
      times.push({ index, time: audio_position / 1_000 })
      next = index + 1
    }
    return times
  }
}
