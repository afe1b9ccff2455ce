import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { answer, createFaultServer, type FaultServer, hang, toneOf } from '@outloud/testing'
import { onTestFinished } from 'vitest'

const names = ['Ada', 'Mr. Brook', 'Ines', 'Dr. Moss', 'Tom', 'Mrs. Vane']
const nouns = ['river', 'lamp', 'orchard', 'letter', 'harbour', 'clock', 'attic', 'bridge', 'winter', 'garden']
const verbs = ['watched', 'remembered', 'mended', 'followed', 'lost', 'described', 'painted', 'crossed']
const endings = ['before noon', 'without a word', 'at 7.30 p.m.', 'for 2.5 miles', 'as the bells rang', 'once more']

/** A story of at least so many characters, the same every time: paragraphs, abbreviations, questions, speech in quotes. */
export function createBook(length: number): string {
  let seed = 7
  const pick = (from: readonly string[]) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return from[(seed >>> 16) % from.length] ?? ''
  }
  const clause = () => `${pick(names)} ${pick(verbs)} the ${pick(nouns)} ${pick(endings)}`
  const shapes: Readonly<Record<string, () => string>> = {
    plain: () => `${clause()}.`,
    joined: () => `${clause()}, and ${clause()}; then the ${pick(nouns)} was gone.`,
    asked: () => `“Has ${clause()}?” asked ${pick(names)}.`,
    broken: () => `Nobody knew why … but ${clause()}!`,
  }
  const paragraphs: string[] = []
  for (let total = 0; total < length; ) {
    const sentences = Array.from({ length: 6 }, () => shapes[pick(Object.keys(shapes))]?.() ?? '')
    const paragraph = `${sentences.join(' ')}\n\n`
    paragraphs.push(paragraph)
    total += paragraph.length
  }
  return paragraphs.join('')
}

/** A server that reads each text as a tone of its own, of a millisecond a character, in pieces that take their time. */
export interface BookServer extends FaultServer {
  /** The texts that were asked for so far, in order. */
  inputs(): readonly string[]
  /** The texts whose whole audio is in a folder of the cache. */
  keptIn(folder: string): Promise<ReadonlySet<string>>
}

/** @param withholds For which texts it keeps the client waiting. */
export async function createBookServer(withholds: (input: string) => boolean = () => false): Promise<BookServer> {
  const inputOf = new Map<string, string>()
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
  const server = await createFaultServer(({ request }) => {
    const { input } = JSON.parse(request.body) as { input: string }
    if (withholds(input)) return [hang]
    const { samples } = toneOf(input, { secondsPerCharacter: 0.001 })
    const body = new Uint8Array(samples.buffer)
    inputOf.set(digest(body), input)
    // Odd, so that samples are cut.
    const size = Math.floor(body.length / 3) | 1
    const pieces = [0, 1, 2].map(index => body.slice(index * size, index === 2 ? body.length : (index + 1) * size))
    return answer({ type: 'audio/pcm', body: pieces, framing: 'chunked' })
  })
  onTestFinished(() => server.close())
  return {
    ...server,
    inputs: () => server.requests.map(({ body }) => (JSON.parse(body) as { input: string }).input),
    keptIn: async folder => {
      const names = await readdir(folder).catch(() => [])
      const whole = names.filter(name => name.endsWith('.audio'))
      const inputs = whole.map(async name => inputOf.get(digest(await readFile(join(folder, name)))) ?? `not ${name}`)
      return new Set(await Promise.all(inputs))
    },
  }
}
