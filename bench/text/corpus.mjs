import { readFileSync } from 'node:fs'

const rows = JSON.parse(
  readFileSync(new URL('../../packages/core/testdata/sentence-boundaries.json', import.meta.url), 'utf8'),
)

/** Text of a language from the boundary data, repeated to `length` units, in paragraphs of about ten lines. */
export function corpus(language, length) {
  const texts = rows.filter(row => row.lang === language).map(row => row.text.replace(/\s+/g, ' '))
  let part = ''
  for (let i = 0; i < texts.length; i++) part += texts[i] + (i % 10 === 9 ? '\n\n' : ' ')
  return part.repeat(Math.ceil(length / part.length)).slice(0, length)
}

/** A deterministic source of numbers from 0 to 1, so that runs compare. */
export function randomFrom(seed) {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1]
}
