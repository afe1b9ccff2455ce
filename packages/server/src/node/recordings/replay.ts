import { HTTPError } from '../../http-error.ts'
import { pulledBody } from '../../pulled.ts'
import { maskText, type Recorded } from './answer.ts'
import { answering, type RecordingFetch } from './answering.ts'
import type { Asked } from './asked.ts'
import { damaged, openFolder, type RecordingFolder } from './folder.ts'
import { orAbort } from './or-abort.ts'
import { createMask, secretsOf } from './secrets.ts'

/** How recordings are replayed. */
export interface ReplayOptions {
  /** Whether an answer takes as long as it took, from its beginning to each of its parts. @default false, which takes no time */
  readonly pace?: boolean | undefined
}

/**
 * A `fetch` that answers what `recordFetch` has recorded in this folder, byte for byte, and asks nobody: for tests
 * without a key and without a network. What was not recorded is answered with 412, which no speech service answers by
 * itself, and what it would take.
 * @throws `TypeError` for a folder without a name.
 * @example createSpeechClient({ fetch: replayFetch('test/recordings') })
 */
export function replayFetch(folder: string, { pace = false }: ReplayOptions = {}): RecordingFetch {
  const files = openFolder(folder)
  return answering(async asking => {
    const begun = performance.now()
    const recorded = await find(files, asking)
    if (recorded === undefined) throw notRecorded(asking, folder)
    const { signal } = asking
    const until = async (at: number) => {
      if (pace && at > performance.now() - begun) await pause(at - (performance.now() - begun), signal)
      signal?.throwIfAborted()
    }
    await until(recorded.began)
    return answerOf(recorded, until)
  })
}

async function find(files: RecordingFolder, { fingerprint }: Asked): Promise<Recorded | undefined> {
  const text = await files.read(fingerprint)
  if (text === undefined) return undefined
  const { readExchange } = await import('./exchange.ts')
  try {
    return readExchange(text)
  } catch (cause) {
    throw damaged(`${fingerprint}.json`, `is damaged: ${cause instanceof Error ? cause.message : 'unreadable'}`, cause)
  }
}

function answerOf({ status, headers, chunks }: Recorded, until: (at: number) => Promise<void>): Response {
  const rest = chunks.values()
  const next = async () => {
    const { value } = rest.next()
    if (value !== undefined) await until(value.at)
    return value?.bytes
  }
  const body = chunks.length === 0 ? null : pulledBody({ next, leave: async () => {} })
  return new Response(body, { status, headers })
}

/** Waits, or rejects with `signal.reason` if that comes first. */
async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    await orAbort(new Promise<void>(resolve => (timer = setTimeout(resolve, milliseconds))), signal)
  } finally {
    clearTimeout(timer)
  }
}

function notRecorded(asked: Asked, folder: string): HTTPError {
  const came = maskText(shown(asked), createMask(secretsOf(asked.headers, asked.url)))
  const remedy = `record it, with outloud serve --record ${folder} or recordFetch(${JSON.stringify(folder)})`
  return new HTTPError(412, `No answer is recorded in ${folder} for ${came}: ${remedy}`, {
    code: 'not_recorded',
    headers: { 'x-should-retry': 'false' },
  })
}

/** A request in a line: of a long text only its length, and of a file its name. */
function shown({ described: { method, path, query = [], json, form = [], body } }: Asked): string {
  const parts = form.map(part => [
    part.name,
    'file' in part ? `the file ${part.file} of ${part.bytes} bytes` : part.value,
  ])
  const fields = [...query, ...parts, ...(isObject(json) ? Object.entries(json) : [])]
  const listed = fields.slice(0, 20).map(([name, value]) => `${String(name).slice(0, 40)} ${showValue(value)}`)
  const digest = body === undefined ? [] : [`a body of ${body.bytes} bytes`]
  return [`${method} ${path.slice(0, 200)}`, [...listed, ...digest].join(', ')].filter(Boolean).join(' with ')
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function showValue(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `of ${text.length} characters` : text
}
