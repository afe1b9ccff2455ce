import { type AudioFormat, audioFormats, type Bytes } from '@outloud/core'
import { tones } from '../../audio/tones.ts'
import { countedFlac, legalTones } from '../../audio/variants.ts'
import { chunk, gap, head, inHalves, lastChunk, speech } from '../answer.ts'
import type { FaultCase } from '../case.ts'
import { end, pause, type Step, write } from '../step.ts'

const formats = Object.keys(audioFormats) as readonly AudioFormat[]

const healthy = (
  name: string,
  answer: readonly Step[],
  { format = 'mp3', audio = tones[format] }: { format?: AudioFormat; audio?: Bytes } = {},
): FaultCase => ({
  name,
  group: 'healthy',
  format,
  answers: [answer],
  expect: { outcome: 'audio', requests: 1, audio },
})

/** What leaves its length open, and how it stands in a file that has it. */
const completions: ReadonlyMap<Bytes, Bytes> = new Map([
  [legalTones.streamedWav.bytes, tones.wav],
  [legalTones.streamedFlac.bytes, countedFlac],
])

/** Taken as a whole, what leaves its length open gets it. */
const completed = (one: FaultCase, audio: Bytes): FaultCase => ({
  ...one,
  expect: { ...one.expect, audio },
  ...(one.expect.audio && { streamed: { audio: one.expect.audio } }),
})

/** A body in pieces of one length. */
const inPieces = (body: Bytes, length: number): readonly Bytes[] =>
  Array.from({ length: Math.ceil(body.length / length) }, (_, index) =>
    body.slice(index * length, (index + 1) * length),
  )

const labelled = (format: AudioFormat, type: string | undefined): FaultCase =>
  healthy(`${format} labelled ${type ?? 'with nothing'}`, speech(format, { type }), { format })

/** Labels that are in use for a format besides our own. */
const labels: Readonly<Record<AudioFormat, readonly string[]>> = {
  mp3: ['audio/mp3', 'AUDIO/MPEG', 'audio/mpeg; charset=utf-8'],
  opus: ['audio/opus', 'application/ogg', 'audio/ogg; codecs=opus'],
  aac: ['audio/aacp', 'audio/x-aac'],
  flac: ['audio/x-flac'],
  wav: ['audio/x-wav', 'audio/wave', 'audio/vnd.wave'],
  pcm: ['audio/L16;rate=24000;channels=1', 'audio/x-raw'],
}

/** Samples that begin like something else: -1025 as the sync word of mp3, -3585 as that of aac. */
const lookalikes: Readonly<Record<string, readonly number[]>> = {
  'a frame of mp3': [0xff, 0xfb, 0x90, 0x64],
  'a frame of aac': [0xff, 0xf1, 0x58, 0x40],
}

/** The tone as samples, the first ones replaced. */
function beginning(start: readonly number[]): Bytes {
  const samples = tones.pcm.slice()
  samples.set(start)
  return samples
}

const { mp3, opus, pcm, wav } = tones
const mpeg = { 'content-type': 'audio/mpeg' } as const
const chunked = { ...mpeg, 'transfer-encoding': 'chunked' } as const
const hints = head(103, { link: '</style.css>; rel=preload; as=style' })
const [headOfMp3 = hints, ...bodyOfMp3] = speech()
const million: Bytes = new Uint8Array(1_000_000)

/** Answers that are unusual and right. A client that refuses one of them refuses real servers. */
export const healthyCases: readonly FaultCase[] = [
  ...formats.map(format => healthy(`${format} as it should be`, speech(format), { format })),
  ...formats.map(format => labelled(format, undefined)),
  ...formats.map(format => labelled(format, 'application/octet-stream')),
  ...formats.flatMap(format => labels[format].map(type => labelled(format, type))),
  ...Object.entries(legalTones).flatMap(([name, { format, bytes }]) =>
    [
      healthy(`${name}, with a length`, speech(format, { body: bytes }), { format, audio: bytes }),
      healthy(`${name}, chunked`, speech(format, { body: inHalves(bytes), framing: 'chunked' }), {
        format,
        audio: bytes,
      }),
    ].map(one => completed(one, completions.get(bytes) ?? bytes)),
  ),
  ...Object.entries(lookalikes).map(([name, start]) =>
    healthy(`pcm that begins like ${name}`, speech('pcm', { body: beginning(start) }), {
      format: 'pcm',
      audio: beginning(start),
    }),
  ),
  healthy('early hints first', [hints, ...speech()]),
  healthy('early hints twice, then a pause', [hints, hints, pause(gap), ...speech()]),
  healthy('102 Processing first', [head(102), pause(gap), ...speech()]),
  healthy('HTTP/1.0 that ends by closing', speech('mp3', { body: inHalves(mp3), framing: 'close' })),
  healthy('HTTP/1.0 with a length', [head(200, { ...mpeg, 'content-length': String(mp3.length) }, '1.0'), write(mp3)]),
  healthy('pcm over HTTP/1.0 that ends by closing', speech('pcm', { body: inHalves(pcm), framing: 'close' }), {
    format: 'pcm',
  }),
  healthy('HTTP/1.1 that ends by closing', [head(200, mpeg), write(mp3), pause(gap), end]),
  healthy('connection: close', [...speech('mp3', { headers: { connection: 'close' } }), end]),
  healthy('content-encoding: identity', speech('mp3', { headers: { 'content-encoding': 'identity' } })),
  healthy('pcm in pieces of odd length', speech('pcm', { body: inPieces(pcm, 2_399), framing: 'chunked' }), {
    format: 'pcm',
  }),
  healthy('a WAV header in pieces', speech('wav', { body: [...inPieces(wav.slice(0, 44), 5), wav.slice(44)] }), {
    format: 'wav',
  }),
  healthy('the first bytes one by one', speech('mp3', { body: [...inPieces(mp3.slice(0, 20), 1), mp3.slice(20)] })),
  healthy(
    'opus with every byte a chunk',
    [
      head(200, { ...chunked, 'content-type': 'audio/ogg' }),
      ...inPieces(opus, 1).map(byte => write(chunk(byte))),
      write(lastChunk),
    ],
    { format: 'opus' },
  ),
  healthy('chunk extensions and trailers', [
    head(200, { ...chunked, trailer: 'x-checksum' }),
    write(`${mp3.length.toString(16)};name="value"\r\n`),
    write(mp3),
    write('\r\n0\r\nx-checksum: 1\r\n\r\n'),
  ]),
  healthy('the head in two pieces', [
    write('HTTP/1.1 200 OK\r\nConTent-TYPE:audio/mpeg\r\ncontent-le'),
    pause(gap),
    write(`ngth: ${mp3.length}\r\n\r\n`),
    ...bodyOfMp3,
  ]),
  healthy('the head, a pause, the body', [headOfMp3, pause(5 * gap), ...bodyOfMp3]),
  healthy('a million bytes at once', speech('pcm', { body: million }), { format: 'pcm', audio: million }),
]
