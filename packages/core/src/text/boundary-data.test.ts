import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sentences } from './sentences.ts'
import { withoutSpace } from './text.fixture.ts'

interface Row {
  readonly lang: string
  readonly golden: boolean
  readonly text: string
  readonly expect: readonly string[]
}

const rows: Row[] = JSON.parse(
  readFileSync(new URL('../../testdata/sentence-boundaries.json', import.meta.url), 'utf8'),
)

function agrees(row: Row, locale: string | undefined): boolean {
  const found = Array.from(sentences(row.text, { locale }), sentence => withoutSpace(sentence.text))
  return JSON.stringify(found) === JSON.stringify(row.expect.map(withoutSpace))
}

function share(chosen: readonly Row[], locale: (row: Row) => string | undefined): number {
  return chosen.filter(row => agrees(row, locale(row))).length / chosen.length
}

describe('sentences, against texts that readers have split', () => {
  it('agrees with all 51 golden rules of English', () => {
    const golden = rows.filter(row => row.golden)
    expect(golden).toHaveLength(51)
    expect(golden.filter(row => !agrees(row, 'en')).map(row => row.text)).toEqual([])
  })

  it('agrees with 96 of 100 texts in 21 languages', () => {
    expect(new Set(rows.map(row => row.lang)).size).toBe(21)
    expect(share(rows, row => row.lang)).toBeGreaterThan(0.96)
  })

  it('agrees with 90 of 100 when nobody says which language it is', () => {
    expect(share(rows, () => undefined)).toBeGreaterThan(0.9)
  })
})
