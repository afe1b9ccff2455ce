import type { Pricing } from '@outloud/core'
import { printable } from './exit.ts'
import type { Values } from './options.ts'
import { connect, remoteOf } from './remote.ts'
import type { Shell } from './shell.ts'
import { table } from './table.ts'

/** The catalogue of a server, which needs no key everywhere. */
export async function listModels(
  values: Values<'speech' | 'base-url' | 'json'>,
  { env, stdout, signal }: Shell,
): Promise<void> {
  const remote = remoteOf(values, { env }) ?? { baseURL: undefined, apiKey: undefined }
  const { client, close } = await connect(remote)
  try {
    const listed = await client.models({ signal, task: values.speech === true ? 'speech' : undefined })
    if (values.json === true) {
      stdout.write(`${JSON.stringify(listed)}\n`)
      return
    }
    const rows = listed.map(({ id, provider = '', pricing, shutdownDate = '' }) =>
      [id, provider, priceOf(pricing), shutdownDate].map(cell => printable(cell, env)),
    )
    stdout.write(table(['model', 'provider', 'price', 'withdrawn'], rows))
  } finally {
    await close()
  }
}

/** What a model costs, as far as its server tells. */
function priceOf(pricing: Pricing | undefined): string {
  if (pricing === undefined) return ''
  const { currency = '', input, output, perRequest, perSecond, ratio } = pricing
  const amount = (value: number | undefined) =>
    value === undefined ? '?' : String(Number((value * (ratio ?? 1)).toPrecision(6)))
  const [money = ''] = currency.split('/')
  const prices = [
    ...(input === undefined && output === undefined ? [] : [`${amount(input)} in, ${amount(output)} out ${currency}`]),
    ...(perRequest === undefined ? [] : [`${amount(perRequest)} ${money.trim()} a request`]),
    ...(perSecond === undefined ? [] : [`${amount(perSecond)} ${money.trim()} a second`]),
  ]
  // What is charged is the price of the list times the ratio: without one, only the list is known.
  return prices.length === 0 || ratio !== undefined ? prices.join('; ') : `${prices.join('; ')} (list)`
}
