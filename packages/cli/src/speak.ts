import { type Command, defineCommand } from './command.ts'
import { openEngine } from './engine.ts'
import { fileOutput } from './file-output.ts'
import { standardOutput } from './output.ts'
import { withProgress } from './progress.ts'
import { readText } from './text.ts'

/** `outloud speak`: a text from anywhere to a file or standard output. */
export const speak: Command = defineCommand(
  {
    name: 'speak',
    usage: '[text ...] [options]',
    summary: 'Speak a text: into a file, or to standard output.',
    details: [
      'Speaks a text of any length: into a file, or to standard output. The text is what the arguments say, else the file of --file, else standard input.',
      'What a server answers is kept: the same words in the same voice are asked for once, and a run that was cut off goes on where it stopped when the same command is run again. Nothing is kept of the embedded engine.',
    ],
    examples: [
      ['A file; its extension tells the format', 'outloud speak "Hello, world." -o hello.mp3'],
      ['Another voice, a little faster', 'outloud speak "Hello." --voice nova --speed 1.2 -o hello.wav'],
      ['From a pipe to a player', 'fortune | outloud speak | ffplay -nodisp -autoexit -'],
      ['A book, and when each sentence is heard', 'outloud speak --file book.txt -o book.mp3 --captions book.vtt'],
    ],
    options: [
      'output',
      'captions',
      'file',
      'voice',
      'model',
      'format',
      'speed',
      'instructions',
      'locale',
      'base-url',
      'engine',
      'concurrency',
      'cache-dir',
      'no-cache',
      'force',
    ],
  },
  async (values, words, shell) => {
    const path = values.output === '-' ? undefined : values.output
    const force = values.force === true
    const [{ audioFormat }, { openCaptions }, { narrate }] = await Promise.all([
      import('./audio-format.ts'),
      import('./captions.ts'),
      import('./narration.ts'),
    ])
    const format = audioFormat(path, values.format)
    const opened: { close(): Promise<void> }[] = []
    try {
      // Before anything is read or asked for, so that nothing is paid for that cannot be kept.
      const audio = path === undefined ? standardOutput(shell) : await fileOutput(path, { force })
      opened.push(audio)
      const captions = values.captions === undefined ? undefined : await openCaptions(values.captions, { force })
      if (captions !== undefined) opened.push(captions)
      const text = await readText(words, values.file, shell)
      const { client, encode, notice, close } = await openEngine(text, values, shell)
      opened.push({ close })

      const { signal, stderr } = shell
      const { voice, model, speed, instructions, locale, concurrency } = values
      const options = { voice, model, format, speed, instructions, locale, concurrency }
      const speech = client.synthesize(text, { ...options, signal })
      if (notice !== undefined) stderr.write(`outloud: ${notice}\n`)
      const { chunks, header, progress } = narrate(speech, { plan: await client.plan(text, options), encode, signal })
      await withProgress(shell, progress, () => audio.write(chunks, header))
      await captions?.write(await speech.cues())
      // The audio last: where it is, everything is.
      await captions?.place()
      await audio.place()
    } finally {
      for (const { close } of opened.reverse()) await close()
    }
  },
)
