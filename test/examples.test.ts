import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { missingTools } from './tools.ts'
import { root } from './workspace.ts'

const folder = mkdtempSync(join(tmpdir(), 'outloud-examples-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a script of an example in a folder of its own, where it finds no key. */
async function run(script: string, ...args: readonly string[]): Promise<string> {
  const { COMETAPI_KEY, COMETAPI_BASE_URL, ...env } = process.env
  const file = join(root, 'examples', script)
  return (await promisify(execFile)(process.execPath, [file, ...args], { cwd: folder, env })).stdout
}

const seconds = (file: string) =>
  Number(
    execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', join(folder, file)], {
      encoding: 'utf8',
    }),
  )

test('no example is longer than 100 lines', () => {
  const long = readdirSync(join(root, 'examples')).flatMap(name =>
    readdirSync(join(root, 'examples', name), { recursive: true, encoding: 'utf8' })
      .filter(file => /\.(m?[jt]sx?|css)$/.test(file) && !/(^|\/)(node_modules|dist|\.next)\//.test(file))
      .filter(file => readFileSync(join(root, 'examples', name, file), 'utf8').split('\n').length > 101)
      .map(file => `${name}/${file}`),
  )
  expect(long).toEqual([])
})

describe.skipIf(missingTools.has('ffprobe'))('node-pipeline', () => {
  const chapter = join(root, 'examples/node-pipeline/chapter.md')

  test('narrates a file, and again from what it kept', { timeout: 60_000 }, async () => {
    const first = await run('node-pipeline/narrate.js', chapter, 'first.mp3')
    expect(first).toMatch(/(\d) segments, [\d.]+ s of audio, 0 from the cache\n$/)
    expect(seconds('first.mp3')).toBeGreaterThan(20)
    const again = await run('node-pipeline/narrate.js', chapter, 'again.mp3')
    expect(again).toMatch(/(\d) segments, [\d.]+ s of audio, \1 from the cache\n$/)
    expect(readFileSync(join(folder, 'again.mp3')).equals(readFileSync(join(folder, 'first.mp3')))).toBe(true)
    expect(existsSync(join(folder, 'again.mp3.part'))).toBe(false)
  })

  test('speaks an answer while it is written', { timeout: 60_000 }, async () => {
    expect(await run('node-pipeline/answer.js', 'answer.wav')).toBe('audio before the last token\n')
    expect(seconds('answer.wav')).toBeGreaterThan(4)
  })
})
