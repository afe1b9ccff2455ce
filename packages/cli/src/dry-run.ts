import type { Model, Plan, PlanOptions, SpeechClient } from '@outloud/core'
import { audioFormat } from './audio-format.ts'
import { type BatchValues, openBatch } from './batch.ts'
import { chooseEngine, openEngine } from './engine.ts'
import { Failure, UsageError } from './errors.ts'
import { explain } from './exit.ts'
import type { Shell } from './shell.ts'
import { readText } from './text.ts'

/** A text and how it is asked for. */
interface Planned extends PlanOptions {
  readonly text: string
}

/** Says what a command would ask for, and asks for no speech. */
export async function dryRun(values: BatchValues, words: readonly string[], shell: Shell): Promise<void> {
  if (values.play === true) {
    throw new UsageError('--dry-run is about a file: leave out --play, for which a text is cut in other places')
  }
  const { texts, problems } = await (values.batch === undefined ? single : several)(values, words, shell)
  const characters = texts.reduce((sum, { text }) => sum + text.length, 0)
  const engine = await openEngine(chooseEngine(values, shell), { characters }, { ...values, 'no-cache': true }, shell)
  try {
    const [models, why] = await catalogueOf(engine.client, shell)
    const plans = await Promise.all(
      texts.map(({ text, ...options }) => {
        const { model = 'tts-1' } = options
        return engine.client.plan(text, {
          ...options,
          pricing: models.find(({ id, code }) => [id, code].includes(model)),
        })
      }),
    )
    if (engine.notice !== undefined) shell.stderr.write(`outloud: ${engine.notice}\n`)
    const total = totalOf(plans, why)
    shell.stdout.write(values.json === true ? `${JSON.stringify(total)}\n` : inWords(total))
  } finally {
    await engine.close()
  }
  for (const problem of problems) shell.stderr.write(`outloud: ${problem}\n`)
  if (problems.length > 0) throw new Failure(`${problems.length} of ${texts.length + problems.length} rows are bad`)
}

/** What is to be spoken, and what of it cannot be. */
interface Work {
  readonly texts: readonly Planned[]
  readonly problems: readonly string[]
}

async function single(values: BatchValues, words: readonly string[], shell: Shell): Promise<Work> {
  const format = audioFormat(values.output === '-' ? undefined : values.output, values.format)
  const text = await readText(words, values.file, shell)
  const { voice, model, speed, instructions, locale, concurrency } = values
  return { texts: [{ text, voice, model, format, speed, instructions, locale, concurrency }], problems: [] }
}

async function several(values: BatchValues, words: readonly string[], shell: Shell): Promise<Work> {
  const { locale, concurrency } = values
  const batch = await openBatch(values, words, shell)
  while ((await batch.next()) !== undefined) {}
  const rows = batch.known
  const texts = rows.flatMap(row => {
    if ('problem' in row) return []
    const { line, file, ...planned } = row
    return [{ ...planned, locale, concurrency }]
  })
  return { texts, problems: rows.flatMap(row => ('problem' in row ? [`line ${row.line}: ${row.problem}`] : [])) }
}

/** The rows of the catalogue, and if none came, why. */
async function catalogueOf(
  client: SpeechClient,
  { signal, env }: Shell,
): Promise<[readonly Model[], string | undefined]> {
  try {
    return [await client.models({ signal }), undefined]
  } catch (error) {
    signal.throwIfAborted()
    return [[], `no catalogue came: ${(await explain(error, 'outloud speak', env)).line}`]
  }
}

/** All that would be asked for. */
interface Total {
  readonly texts: number
  readonly segments: number
  readonly characters: number
  readonly requests: number
  /** Should nothing of it have been kept from before. */
  readonly price: Plan['price'] | null
  /** Why there is none. */
  readonly priceUnknown: string | undefined
}

function totalOf(plans: readonly Plan[], why: string | undefined): Total {
  const sum = (count: (plan: Plan) => number) => plans.reduce((total, plan) => total + count(plan), 0)
  const prices = plans.flatMap(({ price }) => price ?? [])
  const currencies = [...new Set(prices.map(({ currency }) => currency))]
  const [currency] = currencies
  const isKnown = currency !== undefined && currencies.length === 1 && prices.length === plans.length
  const unknown =
    why ?? plans.find(({ priceUnknown }) => priceUnknown !== undefined)?.priceUnknown ?? 'Prices differ in currency'
  return {
    texts: plans.length,
    segments: sum(({ segments }) => segments.length),
    characters: sum(({ characters }) => characters),
    requests: sum(({ requests }) => requests.length),
    price: isKnown
      ? {
          amount: prices.reduce((total, { amount }) => total + amount, 0),
          currency,
          exact: prices.every(({ exact }) => exact),
        }
      : null,
    priceUnknown: isKnown ? undefined : unknown,
  }
}

function inWords({ texts, segments, characters, requests, price, priceUnknown }: Total): string {
  const amount = price && `${price.exact ? '' : 'about '}${Number(price.amount.toPrecision(3))} ${price.currency}`
  return [
    ...(texts === 1 ? [] : [`texts       ${texts}`]),
    `segments    ${segments}`,
    `characters  ${characters}`,
    `requests    ${requests}`,
    `price       ${amount ?? `unknown: ${priceUnknown}`}`,
    '',
  ].join('\n')
}
