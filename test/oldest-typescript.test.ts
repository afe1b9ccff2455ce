import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { root } from './workspace.ts'

/** The oldest TypeScript that knows a `Uint8Array` by what it stands on, as the declarations do. */
const name = 'typescript-5.7'

// A page has no types but the browser's, a program those of Node.
test.each(['dom', 'node'])('code of a user compiles with the oldest TypeScript there is for it, for %s', kind => {
  const args = [`${root}node_modules/${name}/bin/tsc`, '-p', `${root}test/consumers/${kind}`]
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
})

test.each(['README.md', 'packages/core/README.md'])('%s says which that is', page => {
  expect(readFileSync(`${root}${page}`, 'utf8')).toContain(`TypeScript ${name.slice('typescript-'.length)}`)
})
