import type { AnswerHeaders } from './fetch.ts'

/**
 * How long a server asks to wait, in milliseconds: `retry-after-ms`, else `retry-after` in seconds or as a date
 * (RFC 9110 section 10.2.3). Anything else, negative numbers included, is as if it were not there.
 */
export function parseRetryAfter(headers: AnswerHeaders): number | undefined {
  return plainNumber(headers.get('retry-after-ms')) ?? seconds(headers.get('retry-after'))
}

function seconds(value: string | null): number | undefined {
  if (value === null) return undefined
  const number = plainNumber(value)
  if (number !== undefined) return number * 1_000
  // Only the date form of HTTP: `Date.parse` alone would read "2" or "0x10" as years.
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value)) return undefined
  const time = Date.parse(value)
  return Number.isNaN(time) ? undefined : Math.max(0, time - Date.now())
}

function plainNumber(value: string | null): number | undefined {
  return value !== null && /^\d{1,12}(\.\d{1,6})?$/.test(value.trim()) ? Number(value) : undefined
}
