import { isSpeechError } from '@outloud/core'
import { audioFormat } from './audio-format.ts'
import { openCaptions } from './captions.ts'
import { chooseEngine, openEngine } from './engine.ts'
import { Resumable, UsageError } from './errors.ts'
import { fileOutput } from './file-output.ts'
import type { Values } from './options.ts'
import { standardOutput } from './output.ts'
import { withProgress } from './progress.ts'
import { progressLine } from './progress-line.ts'
import type { Shell } from './shell.ts'
import { speakInto } from './speaking.ts'
import { readText } from './text.ts'

/** What it is told. */
type SpeakValues = Values<
  | 'output'
  | 'play'
  | 'captions'
  | 'file'
  | 'voice'
  | 'model'
  | 'format'
  | 'speed'
  | 'instructions'
  | 'locale'
  | 'base-url'
  | 'engine'
  | 'concurrency'
  | 'cache-dir'
  | 'no-cache'
  | 'force'
  | 'json'
>

/** One text: to a file, to the loudspeakers, or to standard output. */
export async function speakText(values: SpeakValues, words: readonly string[], shell: Shell): Promise<void> {
  const { play, json, captions: captionsPath } = values
  const path = values.output === '-' ? undefined : values.output
  const force = values.force === true
  if (play === true) refusePlaying(values)
  else if (json === true && path === undefined) {
    throw new UsageError('--json: standard output is for the audio: name a file for it with -o')
  }
  const format = play === true ? 'pcm' : audioFormat(path, values.format)
  const opened: { close(): Promise<void> }[] = []
  try {
    // Before anything is read or asked for, so that nothing is paid for that cannot be kept.
    const audio = await openAudio(play === true, path, force, shell)
    opened.push(audio)
    const captions = captionsPath === undefined ? undefined : await openCaptions(captionsPath, { force })
    if (captions !== undefined) opened.push(captions)
    const text = await readText(words, values.file, shell)
    const engine = await openEngine(chooseEngine(values, shell), { characters: text.length }, values, shell)
    opened.push(engine)

    const { client, notice, keeps } = engine
    const signal = audio.gone === undefined ? shell.signal : AbortSignal.any([shell.signal, audio.gone])
    const { voice, model, speed, instructions, locale, concurrency } = values
    // Who listens wants to hear something soon.
    const pace = play === true ? ('live' as const) : ('file' as const)
    const options = { voice, model, format, speed, instructions, locale, concurrency, pace }
    const speech = client.synthesize(text, { ...options, signal })
    if (notice !== undefined) shell.stderr.write(`outloud: ${notice}\n`)
    const plan = play === true ? undefined : await client.plan(text, options)
    const { far, finish } = speakInto({ speech, plan, engine, audio, captions, signal })
    const spoken = await withProgress(shell, () => progressLine(far(), speech.format), finish).catch(error => {
      const goesOn = shell.signal.aborted || (isSpeechError(error) && error.retryable)
      throw keeps && goesOn && far().done > 0 ? new Resumable(remedy, { cause: error }) : error
    })
    if (json === true) {
      const written = play === true ? { played: true } : { file: path }
      shell.stdout.write(`${JSON.stringify({ ...written, captions: captionsPath, ...spoken })}\n`)
    }
  } finally {
    for (const { close } of opened.reverse()) await close()
  }
}

const remedy = 'What has come is kept: run the same command again to go on.'

/** What plays takes samples, and puts nothing anywhere. */
function refusePlaying({ output, format }: SpeakValues): void {
  if (output !== undefined) throw new UsageError('--play contradicts -o: leave out one of them')
  if (format !== undefined && format !== 'pcm')
    throw new UsageError(`--play contradicts --format ${format}: leave it out`)
}

async function openAudio(play: boolean, path: string | undefined, force: boolean, shell: Shell) {
  if (play) return (await import('./playing.ts')).playerOutput(shell)
  return path === undefined ? standardOutput(shell) : fileOutput(path, { force })
}
