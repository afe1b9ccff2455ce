import { expect, test } from 'vitest'
import { bundled } from './bundled.ts'

/** What a page loads, sooner or later, that speaks by the hook; with core or without. */
async function bundle(external: readonly string[]): Promise<string> {
  const { first, later } = await bundled(`export * from '@outloud/react'`, ['react', 'react/*', ...external])
  return [...first, ...later].map(({ text }) => text).join('\n')
}

test('player and hook name nothing that only Node has', async () => {
  const text = await bundle([])
  expect(text.includes('/audio/speech')).toBe(true)
  const foreign = [/["'`]node:/, /undici/, /\bprocess\./, /\bBuffer\b/, /\brequire\(/]
  expect(foreign.filter(name => name.test(text))).toEqual([])
})

test('player and hook send no key, and have no word for one', async () => {
  const text = await bundle(['@outloud/core', '@outloud/core/*'])
  expect(text.includes('/api/speech')).toBe(true)
  expect([/authorization/i, /bearer/i, /api-?key/i].filter(name => name.test(text))).toEqual([])
})

test('player and hook compile nothing at run time, which a content security policy may forbid', async () => {
  const text = await bundle(['@outloud/core', '@outloud/core/*'])
  expect([/\bFunction\(/, /\beval\(/, /innerHTML/].filter(name => name.test(text))).toEqual([])
})
