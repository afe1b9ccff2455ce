import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type BookServer, createBook, createBookServer } from './book.fixture.ts'
import { createFolder } from './folder.fixture.ts'
import { outloud, spawnOutloud } from './spawn.fixture.ts'

const book = createBook(60_000)
const kills = 6
/** The requests under way at once: what a run may lose of each kill. */
const concurrency = 4
const done = { code: 0, stdout: '', stderr: '' }

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
const sentBy = ({ requests }: Pick<BookServer, 'requests'>) => sum(requests.map(({ sent }) => sent))

/** A command line for the book, and where everything of it is. */
async function createRun({ url }: BookServer) {
  const [folder, cache, source] = [createFolder(), createFolder(), createFolder()]
  const text = join(source, 'book.txt')
  await writeFile(text, book)
  const settings = ['--base-url', `${url}/v1`, '--cache-dir', cache, '--concurrency', String(concurrency)]
  const args = ['speak', '--file', text, '-o', 'book.mp3', '--captions', 'book.vtt', ...settings]
  const results = async () => ({
    audio: await readFile(join(folder, 'book.mp3')),
    captions: await readFile(join(folder, 'book.vtt'), 'utf8'),
  })
  return { args, folder, cache, results }
}

it('goes on where it was killed, however often, and ends as if it never was', { timeout: 60_000 }, async () => {
  const undisturbed = await createBookServer()
  const whole = await createRun(undisturbed)
  expect(await outloud(whole.args, { cwd: whole.folder })).toEqual(done)
  const expected = await whole.results()
  const segments = undisturbed.inputs()
  const sizes = new Map(segments.map((input, index) => [input, undisturbed.requests[index]?.sent ?? 0]))

  // Without its end no run comes to its end before it is killed, however slow whoever kills it is.
  const last = segments.find(input => book.trimEnd().endsWith(input.trimEnd()))
  expect(last).toBeDefined()
  let killing = true
  const server = await createBookServer(input => killing && input === last)
  const { args, folder, cache, results } = await createRun(server)
  const moments: number[] = []
  const story = () => `killed after so many bytes: ${moments.join(', ')}`
  for (let kill = 0; kill < kills; kill++) {
    const kept = await server.keptIn(cache)
    const before = { requests: server.requests.length, sent: sentBy(server) }
    const toCome = segments.filter(input => input !== last && !kept.has(input)).map(input => sizes.get(input) ?? 0)
    // The first run gets to half of it at least, so that there is something to go on from.
    const share = kill === 0 ? 0.5 + Math.random() / 2 : Math.random()
    const moment = Math.floor(share * sum(toCome))
    moments.push(moment)
    const child = spawnOutloud(args, { cwd: folder })
    const exit = once(child, 'exit')
    await server.until(seen => seen.requests.length > before.requests && sentBy(seen) - before.sent >= moment, 20_000)
    child.kill('SIGKILL')
    expect(await exit, story()).toEqual([null, 'SIGKILL'])
    await server.until(({ connections }) => connections.every(({ closedAt }) => closedAt !== undefined))

    const inputs = server.inputs().slice(before.requests)
    expect(
      inputs.filter(input => kept.has(input)),
      story(),
    ).toEqual([])
    // The two files that are not whole yet, under no name that anybody would look for.
    expect(await readdir(folder), story()).toEqual(Array(2).fill(expect.stringMatching(/^\.outloud-.+\.part$/)))
  }

  killing = false
  const kept = await server.keptIn(cache)
  const before = server.requests.length
  expect(await outloud(args, { cwd: folder })).toEqual(done)
  const { audio, captions } = await results()
  // `true`, so that a failure does not print the file.
  expect(audio.equals(expected.audio), story()).toBe(true)
  expect(captions, story()).toBe(expected.captions)
  expect((await readdir(folder)).sort()).toEqual(['book.mp3', 'book.vtt'])

  expect(kept.size, story()).toBeGreaterThan(0)
  expect(server.inputs().slice(before).sort()).toEqual(segments.filter(input => !kept.has(input)).sort())
  expect(server.requests.length - segments.length, story()).toBeLessThanOrEqual(kills * concurrency)
  expect(await server.keptIn(cache)).toEqual(new Set(segments))
  expect((await readdir(cache)).filter(name => !name.endsWith('.audio'))).toEqual([])
})
