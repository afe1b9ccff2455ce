/** What is heard from the moment that recording began. */
interface Recording {
  /** The samples at 24 000 Hz, of the loudest where there are several elements and contexts. */
  stop(): Float32Array<ArrayBuffer>
}

/** Listens to all that sounds. Elements and contexts have to be made after it began. */
export interface Recorder {
  record(): Recording
  /** The audio elements that were made. */
  readonly elements: readonly HTMLAudioElement[]
  /** Settles once all that was opened is listened to. */
  ready(): Promise<unknown>
  close(): Promise<void>
}

const sampleRate = 24_000

const processor = `registerProcessor('recorder', class extends AudioWorkletProcessor {
  process([[input]]) {
    this.port.postMessage(input === undefined ? new Float32Array(128) : input.slice())
    return true
  }
})`

async function createTap(context: BaseAudioContext, chunks: Float32Array[]): Promise<AudioWorkletNode> {
  const url = URL.createObjectURL(new Blob([processor], { type: 'text/javascript' }))
  await context.audioWorklet.addModule(url)
  URL.revokeObjectURL(url)
  const node = new AudioWorkletNode(context, 'recorder', { channelCount: 1, channelCountMode: 'explicit' })
  node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => chunks.push(data)
  return node
}

/**
 * Puts itself between what makes sound and the ear: elements are routed through a context of its own, and whatever a
 * context sends to its destination comes here as well.
 */
export async function createRecorder(): Promise<Recorder> {
  const taps: Float32Array[][] = []
  const tap = () => {
    const chunks: Float32Array[] = []
    taps.push(chunks)
    return chunks
  }
  const elements: HTMLAudioElement[] = []
  const pending: Promise<void>[] = []
  const own = new AudioContext({ sampleRate })
  await own.resume()
  const ownTap = await createTap(own, tap())
  connect.call(ownTap, own.destination)

  const { createElement } = document
  document.createElement = ((name: string) => {
    const element = createElement.call(document, name)
    if (element instanceof HTMLAudioElement) {
      elements.push(element)
      connect.call(own.createMediaElementSource(element), ownTap)
    }
    return element
  }) as typeof document.createElement
  AudioNode.prototype.connect = function (this: AudioNode, target: AudioNode) {
    if (target instanceof AudioDestinationNode) {
      const tapped = createTap(target.context, tap()).then(
        tap => {
          connect.call(this, tap)
          connect.call(tap, target)
        },
        // A context that is closed before makes no sound.
        () => {},
      )
      pending.push(tapped)
    }
    return connect.call(this, target)
  } as typeof original

  return {
    elements,
    ready: () => Promise.all(pending),
    record: () => {
      const from = new Map(taps.map(chunks => [chunks, chunks.length]))
      return {
        stop: () => {
          const heard = taps.map(chunks => joined(chunks.slice(from.get(chunks) ?? 0)))
          return heard.toSorted((one, other) => loudness(other) - loudness(one))[0] ?? new Float32Array(0)
        },
      }
    },
    close: async () => {
      document.createElement = createElement
      AudioNode.prototype.connect = original
      await own.close()
    },
  }
}

const original = AudioNode.prototype.connect
const connect: (this: AudioNode, target: AudioNode) => AudioNode = original

const loudness = (samples: Float32Array): number => samples.reduce((sum, sample) => sum + Math.abs(sample), 0)

function joined(chunks: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}
