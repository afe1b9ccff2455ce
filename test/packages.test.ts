import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { published, readJson, root } from './workspace.ts'

test('there are packages to publish', () => {
  expect(published.map(({ name }) => name)).toEqual(expect.arrayContaining(['@outloud/core', 'outloud']))
})

describe.each(published)('$name', manifest => {
  test('is published with the exports it is developed with, less `source`', () => {
    expect(manifest.publishConfig?.exports).toEqual(withoutSource(manifest.exports))
  })

  test('depends only on what THIRD-PARTY-NOTICES.md lists', () => {
    const notices = readFileSync(`${root}/THIRD-PARTY-NOTICES.md`, 'utf8')
    const external = Object.keys(manifest.dependencies ?? {}).filter(name => !/^(@outloud\/|outloud$)/.test(name))
    expect(external.filter(name => !notices.includes(name))).toEqual([])
  })
})

test('all published packages have one version: the fixed group of changesets names each', () => {
  const { fixed } = readJson('.changeset/config.json') as { fixed: readonly (readonly string[])[] }
  expect(fixed).toHaveLength(1)
  const group = (fixed[0] ?? []).map(pattern => new RegExp(`^${pattern.replace('*', '[^/]+')}$`))
  expect(published.filter(({ name }) => !group.some(pattern => pattern.test(name)))).toEqual([])
})

function withoutSource(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return entry
  return Object.fromEntries(
    Object.entries(entry).flatMap(([key, value]) => (key === 'source' ? [] : [[key, withoutSource(value)]])),
  )
}
