import { type AudioFormat, type Bytes, wavHeader } from '@outloud/core'
import { inject } from 'vitest'
import { describeSink, toneAnswer } from '../browser/contract.fixture.ts'
import { workletSink } from '../worklet.ts'
import { elementSink, mediaSink } from './auto.ts'
import { openBlobs } from './blob.ts'

/** The tone as the embedded server encodes it. */
const served = (format: AudioFormat) => async (seconds: number) => {
  const response = await fetch(`${inject('trickle')}//audio?input=tone 440 Hz ${seconds} s&format=${format}`)
  return new Uint8Array(await response.arrayBuffer())
}

const wav = async (seconds: number): Promise<Bytes> => {
  const data = await toneAnswer(seconds)
  return new Uint8Array(await new Blob([wavHeader({ dataLength: data.length }), data]).arrayBuffer())
}

const element = { exact: false, streaming: true, doubled: 440 }
const mp3 = { ...element, format: 'mp3', answer: served('mp3') } as const

describeSink('mp3 by MediaSource', { ...mp3, create: mediaSink })
describeSink('pcm by MediaSource', { ...element, create: mediaSink, format: 'pcm', answer: toneAnswer, exact: true })
describeSink('wav by MediaSource', { ...element, create: mediaSink, format: 'wav', answer: wav, exact: true })
describeSink('mp3 as blobs', { ...mp3, create: () => elementSink(openBlobs), streaming: false })
describeSink('flac as blobs', { ...mp3, create: mediaSink, format: 'flac', answer: served('flac'), streaming: false })
describeSink('pcm by a worklet', {
  create: workletSink,
  format: 'pcm',
  answer: toneAnswer,
  exact: true,
  streaming: true,
  doubled: 880,
})
