import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createFolder } from './folder.fixture.ts'
import { outloud } from './spawn.fixture.ts'

const example = fileURLToPath(new URL('../../../examples/cli-batch', import.meta.url))
const { scripts } = JSON.parse(readFileSync(join(example, 'package.json'), 'utf8'))
const notice = 'outloud: no COMETAPI_KEY is set, so the embedded engine speaks, in English only\n'

it('has an example that speaks its rows, once, and says what they would cost', async () => {
  const cwd = createFolder()
  cpSync(join(example, 'rows.jsonl'), join(cwd, 'rows.jsonl'))
  const run = (script: string) => {
    const [command, ...args] = String(scripts[script]).split(' ')
    expect(command).toBe('outloud')
    return outloud(args, { cwd })
  }
  expect(await run('price')).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^texts {7}4\n(.+\n){3}price {7}0 USD\n$/),
    stderr: notice,
  })
  expect(await run('start')).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^4 of 4 rows spoken into out, 0:\d\d of audio\n$/),
    stderr: notice,
  })
  expect(readdirSync(join(cwd, 'out')).sort()).toEqual([
    '.outloud-batch.jsonl',
    'delay.opus',
    'gap.wav',
    'harbour-street.mp3',
    'last-stop.mp3',
  ])
  expect((await run('start')).stdout).toBe('0 of 4 rows spoken into out, 4 there already\n')
})
