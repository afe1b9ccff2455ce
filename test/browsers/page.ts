import { createSpeechClient } from '@outloud/core'
import { createSpeechPlayer, highlightSpeech, type SpeechPlayer, type SpeechPlayerOptions } from '@outloud/player'
import type { SeenSpeech } from '@outloud/testing/trickle'

/** A player of this page, and what became of it. */
interface Stage {
  readonly player: SpeechPlayer
  /** Every status the player has had, repeats left out. */
  readonly history: readonly string[]
  /** What the server saw of this player. */
  seen(): Promise<readonly SeenSpeech[]>
}

/** What the page of `site.ts` lends to the tests, which run in it piece by piece. */
interface Workshop {
  /** A player on the server that trickles by a plan, such as `first=200,rate=4`. The one before is let go of. */
  stage(plan: string, options?: Partial<SpeechPlayerOptions>): Stage
  /** The newest. */
  current(): Stage
  /** Shows the text, and makes the sentence of the newest player stand out in it by this name. Tells which that is. */
  show(text: string, name: string): () => string
  /** Settles once it is so. */
  until(condition: () => unknown): Promise<void>
  /** Speaks to the end, and tells how that was. */
  speak(stage: Stage, text: string): Promise<string>
  /** Seconds of an answer of the server, by the browser's own count. */
  decoded(text: string, format: string): Promise<number>
  /** The types that MediaSource was asked to take, in order. */
  readonly types: string[]
  /** The audio elements that were made. */
  readonly elements: HTMLAudioElement[]
}

declare global {
  var workshop: Workshop
  /** Where the trickle server is. */
  var trickle: string
}

let count = 0
let last: Stage | undefined

function stage(plan: string, options: Partial<SpeechPlayerOptions> = {}): Stage {
  last?.player.dispose()
  const url = `${trickle}/id=${++count}-${performance.timeOrigin},${plan}`
  const client = createSpeechClient({
    baseURL: `${url}/v1`,
    apiKey: 'sk-a-key-of-tests',
    retry: false,
    limit: { patience: 0 },
  })
  const player = createSpeechPlayer({ client, ...options })
  const history: string[] = []
  player.subscribe(() => {
    const { status } = player.getSnapshot()
    if (status !== history.at(-1)) history.push(status)
  })
  last = { player, history, seen: async () => (await fetch(`${url}/seen`)).json() }
  return last
}

function current(): Stage {
  if (last === undefined) throw new Error('expected a player, none was made')
  return last
}

function show(text: string, name: string): () => string {
  const article = document.createElement('article')
  article.textContent = text
  document.body.append(article)
  highlightSpeech(current().player, article, { name })
  return () => Array.from(CSS.highlights.get(name) ?? [], String).join('')
}

async function until(condition: () => unknown): Promise<void> {
  while (!(await condition())) await new Promise(resolve => setTimeout(resolve, 10))
}

const speak = ({ player }: Stage, text: string): Promise<string> =>
  player
    .speakAsync(text)
    .catch((error: Error & { reason?: string; status?: number }) =>
      [error.name, error.reason ?? error.status].filter(Boolean).join(' '),
    )

async function decoded(text: string, format: string): Promise<number> {
  const response = await fetch(`${trickle}//audio?${new URLSearchParams({ input: text, format })}`)
  const audio = await new OfflineAudioContext(1, 1, 24_000).decodeAudioData(await response.arrayBuffer())
  return audio.duration
}

const types: string[] = []
const { addSourceBuffer } = MediaSource.prototype
MediaSource.prototype.addSourceBuffer = function (type) {
  types.push(type)
  return addSourceBuffer.call(this, type)
}

const elements: HTMLAudioElement[] = []
const { createElement } = document
document.createElement = ((name: string) => {
  const element = createElement.call(document, name)
  if (element instanceof HTMLAudioElement) elements.push(element)
  return element
}) as typeof document.createElement

globalThis.workshop = { stage, current, show, until, speak, decoded, types, elements }

// A page that waits for a gesture: whatever is asked of it from outside would be one, so it tells by itself.
const text = new URLSearchParams(location.search).get('say')
if (text !== null) {
  const waiting = stage('rate=4')
  const tell = async () => {
    document.title = JSON.stringify({ history: waiting.history, requests: (await waiting.seen()).length })
  }
  waiting.player.subscribe(() => void tell())
  document.querySelector('button')?.addEventListener('click', waiting.player.play)
  waiting.player.speak(text)
  const spoken = waiting.player.subscribe(() => {
    if (waiting.player.getSnapshot().status !== 'ended') return
    spoken()
    // By itself, and not the same, which would not be asked for again.
    setTimeout(() => waiting.player.speak(`${text} And again.`), 500)
  })
}
