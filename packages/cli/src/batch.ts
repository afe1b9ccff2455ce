import { setMaxListeners } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isSpeechError } from '@outloud/core'
import { lockFolder } from './batch-lock.ts'
import { openRecord } from './batch-record.ts'
import type { BadRow, Row } from './batch-row.ts'
import { type BatchRows, readRows } from './batch-rows.ts'
import { createTally, type RowResult } from './batch-tally.ts'
import { type ChosenEngine, chooseEngine, openEngine } from './engine.ts'
import { fileFailure, Resumable, UsageError } from './errors.ts'
import { explain } from './exit.ts'
import { fileOutput } from './file-output.ts'
import type { OptionName, Values } from './options.ts'
import { withProgress } from './progress.ts'
import type { Shell } from './shell.ts'
import { speakInto } from './speaking.ts'
import { readAsItComes } from './text.ts'

/** What all rows share, and what a row may say otherwise. */
type Shared = 'batch' | 'out-dir' | 'concurrency' | 'locale' | 'force' | 'json'
type ByRow = 'voice' | 'model' | 'format' | 'speed' | 'instructions'
type Engine = 'engine' | 'base-url' | 'cache-dir' | 'no-cache'
/** What is about one text alone. */
type Single = 'output' | 'play' | 'captions' | 'file'

/** What it is told. */
export type BatchValues = Values<Shared | ByRow | Engine | Single>

/** Opens the rows that --batch names. @throws `UsageError` when what is given besides is about one text. */
export async function openBatch(
  values: BatchValues,
  words: readonly string[],
  shell: Shell,
  signal: AbortSignal = shell.signal,
): Promise<BatchRows> {
  const singles = ['output', 'captions', 'file', 'play'] as const satisfies readonly OptionName[]
  const given = singles.find(name => values[name] !== undefined)
  if (given !== undefined)
    throw new UsageError(`--${given} is for one text: leave it out, the rows of --batch say more`)
  if (words.length > 0) throw new UsageError('the text is given twice: as arguments and with --batch')
  const { concurrency = 4 } = values
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new UsageError(`--concurrency: expected a whole number from 1, got ${concurrency}`)
  }
  const rows = readRows(readAsItComes(values.batch ?? '-', shell, signal), values)
  await rows.begun()
  if (rows.known.length === 0) throw new UsageError('--batch: expected one JSON object a line, got no line')
  return rows
}

/** Speaks every row into a file of its own; what cannot be spoken is reported, and the others are. */
export async function speakBatch(values: BatchValues, words: readonly string[], shell: Shell): Promise<void> {
  const { 'out-dir': folder } = values
  if (folder === undefined) throw new UsageError('--batch: expected --out-dir, the folder for its files, got none')
  // What would refuse every other row as well ends the run.
  const hopeless = new AbortController()
  const signal = AbortSignal.any([shell.signal, hopeless.signal])
  // As many listen to it as are under way; Node suspects a leak of more than ten.
  setMaxListeners(0, signal)
  try {
    const rows = await openBatch(values, words, shell, signal)
    await speakRows(rows, values, { folder, hopeless, signal, shell })
  } finally {
    // Nobody waits for further rows.
    hopeless.abort()
  }
}

/** Where rows are spoken into, and what ends that. */
interface Surroundings {
  readonly folder: string
  readonly hopeless: AbortController
  readonly signal: AbortSignal
  readonly shell: Shell
}

async function speakRows(
  rows: BatchRows,
  values: BatchValues,
  { folder, hopeless, signal, shell }: Surroundings,
): Promise<void> {
  const chosen = chooseEngine(values, shell)
  await mkdir(folder, { recursive: true }).catch(error => {
    throw fileFailure('write', folder, error)
  })
  const unlock = await lockFolder(folder)
  try {
    await speakInFolder(rows, values, { chosen, folder, hopeless, signal, shell })
  } finally {
    await unlock()
  }
}

async function speakInFolder(
  rows: BatchRows,
  values: BatchValues,
  { chosen, folder, hopeless, signal, shell }: Surroundings & { readonly chosen: ChosenEngine },
): Promise<void> {
  const { concurrency = 4, locale, force = false } = values
  const record = await openRecord(folder, { speaker: [chosen.name, locale], force })
  const tally = createTally(rows, { json: values.json === true, folder }, shell)
  const characters = rows.known.reduce((sum, row) => sum + ('text' in row ? row.text.length : 0), 0)
  const engine = await openEngine(chosen, { characters, atOnce: concurrency }, values, shell)
  if (engine.notice !== undefined) shell.stderr.write(`outloud: ${engine.notice}\n`)

  async function speakRow(row: Row): Promise<RowResult> {
    if (await record.has(row)) return { status: 'skipped' }
    const { text, line, file, ...voice } = row
    const options = { ...voice, locale, concurrency }
    const speech = engine.client.synthesize(text, { ...options, signal })
    const plan = await engine.client.plan(text, options)
    const output = await fileOutput(join(folder, file), { force })
    try {
      const { far, finish } = speakInto({
        speech,
        plan,
        engine,
        // Noted first: were it placed first, a kill in between would leave a file of which nobody knows.
        audio: { ...output, place: async () => record.add(row, far().written).then(output.place) },
        signal,
      })
      return { status: 'spoken', ...(await finish()) }
    } finally {
      await output.close()
    }
  }

  async function attempt(row: Row | BadRow): Promise<void> {
    if ('problem' in row) return tally.add(row, { status: 'failed', error: row.problem })
    try {
      tally.add(row, await speakRow(row))
    } catch (error) {
      signal.throwIfAborted()
      const { code, line } = await explain(error, 'outloud speak', shell.env)
      // Its fields are those of the row, as it names them.
      const isOfRow = isSpeechError(error) && error.name === 'InvalidRequestError' && code === 2
      if (code === 3) hopeless.abort(error)
      signal.throwIfAborted()
      tally.add(row, { status: 'failed', error: isOfRow ? error.message : line })
    }
  }

  const worker = async () => {
    for (;;) {
      const row = await rows.next().catch(error => {
        // Whoever ended the run ended the reading as well.
        signal.throwIfAborted()
        throw error
      })
      if (row === undefined) return
      signal.throwIfAborted()
      await attempt(row)
    }
  }
  try {
    await withProgress(shell, tally.line, () => settled(Array.from({ length: concurrency }, worker)))
  } catch (error) {
    throw new Resumable(tally.remedy(), { cause: error })
  } finally {
    await engine.close()
  }
  tally.finish()
}

/** Waits for all, so that nothing is under way when it is told how the first of them failed. */
async function settled(work: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(work)
  await Promise.all(work)
}
