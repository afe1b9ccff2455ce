import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hang } from '@outloud/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { asked, numbered, setUp } from './batch.fixture.ts'
import { outloud, spawnOutloud } from './spawn.fixture.ts'

const rows = numbered(3)
const input = rows.map(row => JSON.stringify(row)).join('\n')

/** A server that answers when it is told to, and a command of another process that waits for it. */
async function busy() {
  let answers = false
  const set = await setUp(exchange => (answers ? asked(exchange) : [hang]))
  const { server, folder } = set
  const args = ['speak', '--batch', '-', '--out-dir', folder, '--base-url', `${server.url}/v1`]
  const child = spawnOutloud(args, { input })
  const exit = once(child, 'exit')
  onTestFinished(() => void child.kill('SIGKILL'))
  await server.until(({ requests }) => requests.length === rows.length)
  const answer = () => {
    answers = true
  }
  return { ...set, args, child, exit, answer }
}

const hidden = async (folder: string) => (await readdir(folder)).filter(name => name.startsWith('.')).sort()

/** What the record says was made, each as often as it says so. */
const made = async (folder: string) =>
  (await readFile(join(folder, '.outloud-batch.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line).file)
    .sort()

describe('a folder that a batch is written into', () => {
  it('is no other batch’s, which says so before it asks for anything', async () => {
    const { server, folder, batch, child, exit } = await busy()
    const { code, stdout, stderr } = await batch(rows)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(
      `outloud speak: another batch is written into ${folder}, by process ${child.pid}: wait for its end, or name another --out-dir (should that be no outloud, remove ${folder}/.outloud-batch.lock)\n`,
    )
    expect(server.requests).toHaveLength(rows.length)
    child.kill('SIGINT')
    expect(await exit).toEqual([130, null])
  })

  it.each(['SIGINT', 'SIGKILL'] as const)('is free again after %s', async signal => {
    const { folder, batch, child, exit, answer } = await busy()
    child.kill(signal)
    await exit
    expect((await readdir(folder)).includes('.outloud-batch.lock')).toBe(signal === 'SIGKILL')
    answer()
    expect((await batch(rows)).code).toBe(0)
    expect(await hidden(folder)).toEqual(['.outloud-batch.jsonl'])
  })

  it('is free where a process of our number left it, as in a container', async () => {
    const { folder, batch, child, exit, answer } = await busy()
    child.kill('SIGKILL')
    await exit
    await writeFile(join(folder, '.outloud-batch.lock'), String(process.pid))
    answer()
    expect((await batch(rows)).code).toBe(0)
  })

  it('is one batch’s of many that begin at once where one was killed', async () => {
    const { folder, args, child, exit, answer, files } = await busy()
    child.kill('SIGKILL')
    await exit
    answer()
    const results = await Promise.all(Array.from({ length: 4 }, () => outloud(args, { input })))
    // Whoever begins when another has ended has nothing to do.
    for (const { code, stderr } of results) {
      if (code === 0) expect(stderr).toBe('')
      else expect(stderr).toMatch(/^outloud speak: another batch is written into [^\n]+\n$/)
    }
    expect(results.map(({ code }) => code)).toContain(0)
    expect(await made(folder)).toEqual(await files())
    expect(await hidden(folder)).toEqual(['.outloud-batch.jsonl'])
  })
})
