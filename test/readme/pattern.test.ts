import { expect, test } from 'vitest'
import { pattern } from './pattern.ts'

test.each([
  ['a\n…\n2.5 s\n', 'a\nb\nc\n13 s\n', true],
  ['a\n…\nb\n', 'a\nb\n', true],
  ['a\n', 'a\nb\n', false],
  ['a\n', 'b\na\n', false],
  ['status 401\n', 'status 403\n', false],
  ['[1/3] x\n', '[2/3] x\n', false],
  ['12 bytes\n', '7 bytes\n', true],
  ['12 bytes\n', 'many bytes\n', false],
])('a page that shows %j and a program that prints %j', (prints, output, agree) => {
  expect(pattern(prints).test(output)).toBe(agree)
})
