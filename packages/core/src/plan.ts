import { type Price, priceOf } from './cost.ts'
import type { Model } from './models.ts'
import type { Encode } from './speech.ts'
import { resolveSpeech, type SpeechOptions } from './speech-options.ts'
import type { SpeechRequest } from './speech-schema.ts'
import { bodyOf, deliver } from './synthesize.ts'
import type { Segment } from './text/segment.ts'

/** What to plan, and by which row of the catalogue it is paid. */
export interface PlanOptions extends SpeechOptions {
  /** The model's row, from `models()`. @default none, so that the price is unknown */
  readonly pricing?: Pick<Model, 'pricing'> | undefined
}

/** What a run would do. */
export interface Plan {
  readonly segments: readonly Segment[]
  /** UTF-16 units that are sent. */
  readonly characters: number
  /** The bodies of the requests, in order. */
  readonly requests: readonly SpeechRequest[]
  /** What all requests cost, should none of them be answered by a cache; `undefined` where nobody can say. */
  readonly price: Price | undefined
  /** Why nobody can say. */
  readonly priceUnknown: string | undefined
}

/** What `synthesize` would send for a text at file pace: exactly that, and nothing is sent. */
export async function plan(text: string, options: PlanOptions, encode: Encode | undefined): Promise<Plan> {
  const settings = resolveSpeech(text, { ...options, pace: 'file' }, encode)
  const segments: Segment[] = []
  const { utterances } = await deliver(text, settings, undefined)
  for (let next = await utterances.next(); next.done !== true; next = await utterances.next()) {
    segments.push(next.value.segment)
  }
  const requests = segments.map(segment => bodyOf(settings, segment))
  const texts = segments.map(({ text }) => text)
  const { pricing } = options
  const price = pricing ? priceOf(pricing.pricing, { texts, speed: settings.request.speed }) : 'No `pricing` was given'
  return {
    segments,
    characters: texts.reduce((sum, text) => sum + text.length, 0),
    requests,
    price: typeof price === 'string' ? undefined : price,
    priceUnknown: typeof price === 'string' ? price : undefined,
  }
}
