import { type Command, defineCommand } from './command.ts'
import { openEngine } from './engine.ts'
import { fileOutput, standardOutput } from './output.ts'
import { withProgress } from './progress.ts'
import { readText } from './text.ts'
import { completeWavHeader, wavHeaderLimit } from './wav-header.ts'

/** `outloud speak`: a text from anywhere to a file or standard output. */
export const speak: Command = defineCommand(
  {
    name: 'speak',
    usage: '[text ...] [options]',
    summary: 'Speak a text: into a file, or to standard output.',
    details: [
      'Speaks a text: into a file, or to standard output. The text is what the arguments say, else the file of --file, else standard input.',
    ],
    examples: [
      ['A file; its extension tells the format', 'outloud speak "Hello, world." -o hello.mp3'],
      ['Another voice, a little faster', 'outloud speak "Hello." --voice nova --speed 1.2 -o hello.wav'],
      ['From a pipe to a player', 'fortune | outloud speak | ffplay -nodisp -autoexit -'],
    ],
    options: ['output', 'file', 'voice', 'model', 'format', 'speed', 'instructions', 'base-url', 'engine', 'force'],
  },
  async (values, words, shell) => {
    const path = values.output === '-' ? undefined : values.output
    const { audioFormat } = await import('./audio-format.ts')
    const format = audioFormat(path, values.format)
    // Before anything is read or asked for, so that nothing is paid for that cannot be kept.
    const output = path === undefined ? standardOutput(shell) : await fileOutput(path, { force: values.force === true })
    const text = await readText(words, values.file, shell)

    const { client, notice, close } = await openEngine(values, shell)
    try {
      const { voice, model, speed, instructions } = values
      const speech = client.synthesize(text, { voice, model, format, speed, instructions, signal: shell.signal })
      if (notice !== undefined) shell.stderr.write(`outloud: ${notice}\n`)
      let received = 0
      let head = new Uint8Array()
      async function* watched() {
        for await (const bytes of speech) {
          if (received < wavHeaderLimit) head = Buffer.concat([head, bytes]).subarray(0, wavHeaderLimit)
          received += bytes.length
          yield bytes
        }
      }
      const line = () => `outloud: ${(received / 1_000).toFixed(0)} kB of ${speech.format}`
      const complete = () => (speech.format === 'wav' ? completeWavHeader(head, received) : undefined)
      await withProgress(shell, line, () => output.write(watched(), complete))
    } finally {
      await close()
    }
  },
)
