import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { type AudioFormat, audioFormats, type Bytes, pcmFacts } from '@outloud/core'
import { createSpeechServer, type Engine } from '@outloud/server'
import { type Plan, parsePlan, planFor } from './plan.ts'

/** A request for audio and what became of its answer. */
export interface SeenSpeech {
  readonly input: string
  readonly format: AudioFormat
  /** Headers of the request, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /** `left` is the client's doing, `broken` ours. */
  state: 'open' | 'complete' | 'left' | 'broken'
  bytes: number
  /** Milliseconds since the epoch at which it was no longer open. */
  closedAt: number | undefined
}

/** A server whose answers come as slowly, and end as badly, as their address says. */
export interface TrickleServer {
  /** Without a path. What follows is a plan: `${url}/first=200,rate=4/v1/audio/speech`. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves real audio of an engine, bit by bit, to pages of any origin. `POST` as the speech API has it, or `GET` with
 * `input` and `format` in the query; `GET /id=…/seen` tells what came with that id.
 */
export async function createTrickleServer(engine: Engine): Promise<TrickleServer> {
  const speech = createSpeechServer({ engine })
  const spoken = new Map<string, Promise<Bytes>>()
  const seen = new Map<string, SeenSpeech[]>()

  const speak = (input: string, format: AudioFormat): Promise<Bytes> => {
    const key = `${format} ${input}`
    const found = spoken.get(key) ?? ask(input, format)
    spoken.set(key, found)
    return found
  }
  const ask = async (input: string, format: AudioFormat): Promise<Bytes> => {
    const body = JSON.stringify({ model: 'tts-1', voice: 'nova', input, response_format: format })
    const headers = { 'content-type': 'application/json' }
    const response = await speech.fetch(new Request('http://here/v1/audio/speech', { method: 'POST', headers, body }))
    if (!response.ok) throw new Error(`The engine refused ${JSON.stringify(input)}: ${await response.text()}`)
    return new Uint8Array(await response.arrayBuffer())
  }

  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', '*, authorization')
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? '/', 'http://here')
    const [, planText = '', ...rest] = decodeURIComponent(address.pathname).split('/')
    const plan = parsePlan(planText)
    const all = seen.get(plan.id) ?? []
    seen.set(plan.id, all)
    if (request.method === 'OPTIONS') return void response.writeHead(204).end()
    if (rest.join('/') === 'seen') return void response.end(JSON.stringify(all))

    const { input, format } = request.method === 'POST' ? fromBody(await json(request)) : fromQuery(address)
    const speech: SeenSpeech = {
      input,
      format,
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      state: 'open',
      bytes: 0,
      closedAt: undefined,
    }
    all.push(speech)
    const here = planFor(plan, all.length)
    const [bytes, samples] = await Promise.all([bodyOf(here, input, format), speak(input, 'pcm')])
    const seconds = samples.length / (pcmFacts.sampleRate * pcmFacts.bytesPerSample)
    response.on('close', () => {
      speech.closedAt = Date.now()
      if (speech.state === 'open') speech.state = response.writableFinished ? 'complete' : 'left'
    })
    await trickle(here, { bytes, seconds, response, speech })
  }

  const bodyOf = async (plan: Plan, input: string, format: AudioFormat): Promise<Bytes> => {
    const text = (words: string) => new TextEncoder().encode(words)
    if (plan.status !== 200 || plan.body === 'json') return text('{"error":{"message":"not today","type":"a_type"}}')
    if (plan.body === 'html') return text('<!doctype html><title>Welcome</title>')
    if (plan.body === 'empty') return new Uint8Array(0)
    if (plan.body === 'garbage') return new Uint8Array(8_000).map((_, index) => (index * index * 31 + 7) % 251)
    return speak(input, plan.format ?? format)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await speech.close()
    },
  }
}

interface Wish {
  readonly input: string
  readonly format: AudioFormat
}

const formatOf = (value: unknown): AudioFormat => (String(value) in audioFormats ? (value as AudioFormat) : 'mp3')
const fromQuery = ({ searchParams }: URL): Wish => ({
  input: searchParams.get('input') ?? '',
  format: formatOf(searchParams.get('format')),
})
function fromBody(body: unknown): Wish {
  const { input, response_format } = body as Readonly<Record<string, unknown>>
  return { input: String(input), format: formatOf(response_format) }
}

interface Trickle {
  readonly bytes: Bytes
  /** How long the audio plays. */
  readonly seconds: number
  readonly response: ServerResponse
  readonly speech: SeenSpeech
}

async function trickle(plan: Plan, { bytes, seconds, response, speech }: Trickle): Promise<void> {
  const { type } = audioFormats[speech.format]
  const labels = { audio: type, garbage: type, empty: type, html: 'text/html', json: 'application/json' }
  await wait(plan.first)
  response.writeHead(plan.status, { 'content-type': plan.status === 200 ? labels[plan.body] : labels.json })
  response.flushHeaders()
  const perSecond = bytes.length / seconds
  const until = Math.round(bytes.length * Math.min(plan.cut, plan.reset))
  const piece = plan.piece > 0 ? plan.piece : Math.max(1, Math.round(perSecond * 0.02))
  const stallAt = Math.round(bytes.length * plan.stall)
  const started = performance.now()
  let stalled = 0
  for (let at = 0; at < until && speech.state === 'open'; ) {
    const end = Math.min(
      until,
      at + (plan.rate === 0 && plan.piece === 0 ? until : piece),
      at < stallAt ? stallAt : until,
    )
    const due = plan.rate === 0 ? 0 : (1_000 * (end / perSecond - plan.burst)) / plan.rate
    const early = due - (performance.now() - started - stalled)
    if (early > 0) await wait(early)
    const isTaken = response.write(bytes.subarray(at, end))
    speech.bytes += end - at
    at = end
    if (!isTaken) await Promise.race([once(response, 'drain'), once(response, 'close')])
    if (at === stallAt && at < until) {
      await wait(plan.pause)
      stalled += plan.pause
    }
  }
  if (speech.state !== 'open') return
  if (plan.reset > 1) return void response.end()
  speech.state = 'broken'
  response.socket?.resetAndDestroy()
}
