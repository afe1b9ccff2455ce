import { describe, expect, test } from 'vitest'
import { exposed } from './secrets.ts'

const key = 'sk-0a1B2c3D4e5F'

describe('a secret is found', () => {
  test.each<[string, unknown, string]>([
    ['in a message', new Error(`Wrong: ${key}`), 'key in String'],
    ['in a field', Object.assign(new Error('Wrong'), { code: key }), 'key in JSON'],
    [
      'in the message of a cause',
      new Error('a', { cause: new Error('b', { cause: new Error(key) }) }),
      'key in message of cause 2',
    ],
    ['in a stack', Object.assign(new Error('Wrong'), { stack: key }), 'key in stack of cause 0'],
    ['eight objects deep', { a: { b: { c: { d: { e: { f: { g: key } } } } } } }, 'key in inspect'],
    ['at the end of a long text', 'x'.repeat(70_000) + key, 'key in inspect'],
    ['by eight characters of it', new Error(key.slice(4, 12)), 'key in inspect'],
  ])('%s', (_, value, found) => {
    expect(exposed(value, { key, text: 'another secret' })).toContain(found)
  })
})

test('seven characters of a secret are none', () => {
  expect(exposed(new Error(`${key.slice(0, 7)} ${key.slice(7, 14)}`), { key })).toEqual([])
})

test('what a closure holds is not shown', () => {
  expect(exposed({ read: () => key }, { key })).toEqual([])
})
