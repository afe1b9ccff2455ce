import { type Interceptor, isSpeechError, type Model, type SpeechError } from '@outloud/core'
import { type ChosenEngine, chooseEngine, openEngine } from './engine.ts'
import { explain, printable } from './exit.ts'
import type { Values } from './options.ts'
import type { Shell } from './shell.ts'

/** What a check found. */
interface Finding {
  readonly check: 'base URL' | 'key' | 'model' | 'voice' | 'speech'
  readonly status: 'ok' | 'wrong' | 'unknown'
  /** What is so, or what is wrong and what to do. */
  readonly says: string
}

/** What was found, and the exit code if something is wrong. */
export interface Diagnosis {
  readonly findings: readonly Finding[]
  readonly code: 1 | 3 | 4
}

/** What the two requests came to that everything else follows from. */
interface Evidence {
  readonly models: readonly Model[] | undefined
  /** Why no word was spoken; `undefined` if it was. */
  readonly failure: SpeechError | undefined
  readonly model: string
  readonly voice: string
  readonly hasKey: boolean
  readonly chosen: ChosenEngine
  /** Where the last answer redirects to, if it says so. */
  readonly redirect: string | undefined
}

/** Milliseconds for each request: somebody is waiting. */
const patience = 20_000

/** Reads the list of models, has one word spoken, and finds out what is wrong. */
export async function diagnose(
  values: Values<'voice' | 'model' | 'base-url' | 'engine'>,
  shell: Shell,
): Promise<Diagnosis> {
  const { voice = 'alloy', model = 'tts-1' } = values
  const { signal, env } = shell
  const chosen = chooseEngine({ ...values, 'cache-dir': undefined }, shell)
  let redirect: string | undefined
  const around: Interceptor = fetch => async (url, init) => {
    const answer = await fetch(url, init)
    redirect = originOf(answer.headers.get('location'), url)
    return answer
  }
  const engine = await openEngine(
    chosen,
    { characters: 0, around },
    { ...values, concurrency: undefined, speed: undefined, 'cache-dir': undefined, 'no-cache': true },
    shell,
  )
  try {
    const client = engine.client.extend({
      retry: false,
      timeout: { firstByte: patience, idle: patience, total: patience },
    })
    const models = await client.models({ signal }).catch(() => undefined)
    const began = performance.now()
    const spoken = await client
      .synthesize('Hello.', { voice, model, format: 'mp3', signal })
      .bytes()
      .catch((error: unknown) => {
        signal.throwIfAborted()
        if (isSpeechError(error)) return error
        throw error
      })
    const failure = isSpeechError(spoken) ? spoken : undefined
    const hasKey = (env.COMETAPI_KEY || undefined) !== undefined
    const evidence = { models, failure, model, voice, hasKey, chosen, redirect }
    const milliseconds = Math.round(performance.now() - began)
    const came = isSpeechError(spoken) ? '' : `one word came in ${milliseconds} ms, ${spoken.length} bytes of mp3`
    const findings = [addressOf(evidence), keyOf(evidence), modelOf(evidence), voiceOf(evidence)]
    const isKnown = findings.some(({ status }) => status === 'wrong')
    const why = failure === undefined ? '' : (await explain(failure, 'outloud doctor', env)).line
    const speech: Finding =
      failure === undefined
        ? { check: 'speech', status: 'ok', says: came }
        : isKnown
          ? { check: 'speech', status: 'unknown', says: 'not spoken, for the reason above' }
          : { check: 'speech', status: 'wrong', says: why }
    const all = [...findings, speech].map(finding => ({ ...finding, says: printable(finding.says, env) }))
    return { findings: all, code: codeOf(all, failure) }
  } finally {
    await engine.close()
  }
}

/** The origin alone: the rest of such an address may hold what is nobody else's. */
function originOf(location: string | null, base: string): string | undefined {
  if (location === null || !URL.canParse(location, base)) return undefined
  const { protocol, origin } = new URL(location, base)
  return /^https?:$/.test(protocol) ? origin : undefined
}

function codeOf(findings: readonly Finding[], failure: SpeechError | undefined): Diagnosis['code'] {
  if (findings.some(({ check, status }) => check === 'key' && status === 'wrong')) return 3
  return failure?.name === 'NetworkError' || failure?.retryable === true ? 4 : 1
}

/** Why no connection was made, and what to do. */
const networkReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: start the server, or correct the port',
  ENOTFOUND: 'there is no host of that name: correct it, or check the network',
  EAI_AGAIN: 'the name cannot be looked up: check the network',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted: name the certificate in NODE_EXTRA_CA_CERTS',
  CERT_HAS_EXPIRED: 'its certificate has expired: it has to be renewed',
}

function addressOf({ failure, chosen, redirect }: Evidence): Finding {
  const check = 'base URL'
  const { remote, name } = chosen
  if (remote === undefined) return { check, status: 'ok', says: `none is needed: ${name} speaks on this machine` }
  const address = remote.baseURL ?? 'https://api.cometapi.com/v1'
  const wrong = (why: string): Finding => ({ check, status: 'wrong', says: `${address}: ${why}` })
  const correct = 'correct --base-url or COMETAPI_BASE_URL, which usually ends in /v1'
  switch (failure?.name) {
    case 'NetworkError':
      return wrong(networkReasons[failure.code ?? ''] ?? `${failure.message}: check the address and the network`)
    case 'TimeoutError':
      return wrong(`no answer within ${patience / 1_000} s: check the address, or try again later`)
    case 'InvalidResponseError':
      if (failure.reason === 'redirect') {
        const place = redirect === undefined ? '' : ` to ${redirect}`
        return wrong(`it redirects${place}, which is never followed: ${correct}`)
      }
      if (failure.reason === 'html') return wrong(`a web page answers: ${correct}`)
      break
    case 'APIError':
      if ((failure.status === 404 || failure.status === 405) && !blamesModel(failure)) {
        return wrong(`it knows no POST /audio/speech (${failure.status}): ${correct}`)
      }
  }
  return { check, status: 'ok', says: `${address} answers` }
}

function keyOf({ failure, hasKey, chosen }: Evidence): Finding {
  const check = 'key'
  if (chosen.remote === undefined) return { check, status: 'ok', says: 'none is needed' }
  const status = failure?.name === 'APIError' ? failure.status : undefined
  if (status === 401) {
    const says = hasKey
      ? 'the server refused it (401): correct COMETAPI_KEY, or make a new one'
      : 'the server asks for one (401): set COMETAPI_KEY'
    return { check, status: 'wrong', says }
  }
  if (status === 403)
    return { check, status: 'wrong', says: 'it may not do this (403): use the key of an account that may' }
  if (status === 402) return { check, status: 'wrong', says: 'its account has no balance (402): top it up' }
  if (failure !== undefined && status === undefined) return { check, status: 'unknown', says: 'not tried' }
  return { check, status: 'ok', says: hasKey ? 'COMETAPI_KEY is taken' : 'none is set, and none is asked for' }
}

/** Whether an engine of this machine says that of an option. */
const blames = (failure: SpeechError | undefined, option: 'model' | 'voice'): boolean =>
  failure?.name === 'InvalidRequestError' && failure.issues.some(({ path }) => path[0] === option)

const blamesModel = (failure: SpeechError | undefined): boolean =>
  blames(failure, 'model') ||
  (failure?.name === 'APIError' && (failure.code === 'model_not_found' || failure.param === 'model'))

function modelOf({ failure, models, model, chosen }: Evidence): Finding {
  const check = 'model'
  const row = models?.find(({ id, code }) => id === model || code === model)
  const until = row?.shutdownDate === undefined ? '' : `, to be withdrawn on ${row.shutdownDate}`
  if (failure === undefined) return { check, status: 'ok', says: `${model} speaks${until}` }
  if (blamesModel(failure)) {
    const says =
      chosen.remote === undefined
        ? `${chosen.name} does not have ${model}: leave it out`
        : `the server does not have ${model}: choose a --model of outloud models --speech`
    return { check, status: 'wrong', says }
  }
  if (models === undefined) return { check, status: 'unknown', says: 'not tried: no list of models came' }
  const listed = row === undefined ? `${model} is not among the ${models.length} that are listed` : `${model} is listed`
  return { check, status: row === undefined ? 'unknown' : 'ok', says: `${listed}${until}` }
}

function voiceOf({ failure, voice }: Evidence): Finding {
  const check = 'voice'
  if (failure === undefined) return { check, status: 'ok', says: `${voice} speaks` }
  const isBlamed =
    blames(failure, 'voice') ||
    (failure.name === 'APIError' && (failure.param === 'voice' || /\bvoice\b/i.test(failure.message)))
  if (!isBlamed) return { check, status: 'unknown', says: 'not tried' }
  return { check, status: 'wrong', says: `${failure.message}: choose a --voice of outloud voices` }
}
