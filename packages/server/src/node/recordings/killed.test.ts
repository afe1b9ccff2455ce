import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { recordFetch } from '@outloud/server/node'
import { expect, test } from 'vitest'
import { recordings } from '../../../test/recordings.ts'

const cwd = fileURLToPath(new URL('../../..', import.meta.url))

/** Records one long answer after the other, until it is killed. */
const recorder = `
  const { recordFetch } = await import('@outloud/server/node')
  const fetch = async () => new Response(new Uint8Array(2 ** 24))
  const record = recordFetch(process.argv[1], { fetch })
  for (let count = 0; ; count++) {
    const body = JSON.stringify({ input: String(count) })
    await (await record('http://speech.test/v1/audio/speech', { method: 'POST', body })).arrayBuffer()
  }`

test('what a killed recorder left half-written is removed by the next one, and nothing else', async () => {
  const { folder, names } = await recordings()
  const parts = async () => (await names()).filter(name => name.endsWith('.part'))
  // Killed between two answers, it leaves nothing: then another has to be.
  while ((await parts()).length === 0) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', recorder, folder], { cwd, stdio: 'inherit' })
    const exit = once(child, 'exit')
    await expect.poll(parts, { timeout: 20_000, interval: 5 }).toHaveLength(1)
    child.kill('SIGKILL')
    expect(await exit).toEqual([null, 'SIGKILL'])
  }
  const [left = ''] = await parts()
  const living = left.replace(/\.\d+-/, `.${process.pid}-`)
  expect(living).not.toBe(left)
  const others = [living, '.mine.part', `mine${left}`]
  for (const name of others) await writeFile(join(folder, name), 'mine')
  const before = (await names()).toSorted()
  recordFetch(folder)
  await expect.poll(names, { timeout: 20_000 }).not.toContain(left)
  expect((await names()).toSorted()).toEqual(before.filter(name => name !== left))
})

test('a recorder begins without a folder', async () => {
  const { folder } = await recordings()
  const fetch = async () => new Response('fine')
  const answer = await recordFetch(join(folder, 'new'), { fetch })('http://speech.test/v1/models', {})
  expect(await answer.text()).toBe('fine')
})
