import { audioFormats, type Bytes, wavHeader } from '@outloud/core'
import type { Deck } from './deck.ts'
import { isActive } from './machine.ts'
import type { Answer } from './source.ts'
import type { Utterance } from './utterance.ts'

/** What core writes before the samples of a wav of several answers. */
const headerLength = 44

/** An utterance as a file, once all of it has come. */
export function fileOf(deck: Deck, wanted: Utterance | undefined): Promise<Blob> {
  const { snapshots } = deck
  return new Promise((resolve, reject) => {
    let unsubscribe = () => {}
    const look = () => {
      const { status, error } = snapshots.get()
      const whole = wanted?.complete === true
      if (!whole && deck.current === wanted && isActive(status) && error === undefined) return
      unsubscribe()
      if (whole) resolve(joined(wanted.answers))
      else reject(error ?? new DOMException(`Nothing to save: the player is ${status}`, 'InvalidStateError'))
    }
    unsubscribe = snapshots.subscribe(look)
    look()
  })
}

/** One file of the answers, which are joined as they came; samples become a wav. */
function joined(answers: readonly Answer[]): Blob {
  const format = answers[0]?.format ?? 'mp3'
  const chunks = answers.flatMap(answer => answer.chunks)
  if (format === 'pcm') return wav(chunks, {})
  const [first = new Uint8Array(0)] = chunks
  if (format !== 'wav' || answers.length === 1) return new Blob([...chunks], { type: audioFormats[format].type })
  const view = new DataView(first.buffer, first.byteOffset)
  const facts = {
    channels: view.getUint16(22, true),
    sampleRate: view.getUint32(24, true),
    bitsPerSample: view.getUint16(34, true),
  }
  // What was asked for again after a failure has a header of its own.
  const samples = answers.flatMap(({ chunks: [head, ...rest] }) =>
    head === undefined ? [] : [isHeader(head) ? head.subarray(headerLength) : head, ...rest],
  )
  return wav(samples, facts)
}

function wav(samples: readonly Bytes[], facts: Parameters<typeof wavHeader>[0]): Blob {
  const dataLength = samples.reduce((sum, { length }) => sum + length, 0)
  return new Blob([wavHeader({ ...facts, dataLength }), ...samples], { type: audioFormats.wav.type })
}

const isHeader = (bytes: Bytes): boolean =>
  bytes.length >= headerLength && new TextDecoder().decode(bytes.subarray(0, 4)) === 'RIFF'
