import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const built = (file: string) => readFileSync(fileURLToPath(new URL(`../dist/${file}`, import.meta.url)), 'utf8')

// Who renders on a server has these bundled by a framework, which looks at the first line.
test.each(['index.js', 'index.cjs'])('%s as it is published is for the client', file => {
  expect(built(file).split('\n', 1)[0]).toBe('"use client";')
})
