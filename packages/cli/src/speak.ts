import { type Command, defineCommand } from './command.ts'
import { UsageError } from './errors.ts'

/** `outloud speak`: a text from anywhere to a file or standard output. */
export const speak: Command = defineCommand(
  {
    name: 'speak',
    usage: '[text ... | -] [options]',
    summary: 'Speak a text: into a file, aloud, or to standard output.',
    details: [
      'Speaks a text of any length: into a file, aloud with --play, or to standard output. The text is what the arguments say, else the file of --file, else standard input, which - stands for.',
      'What a server answers is kept: the same words in the same voice are asked for once, and a run that was cut off goes on where it stopped when the same command is run again. Nothing is kept of the embedded engine.',
      'With --batch each row of a file becomes a file of its own in --out-dir; what the row does not say, the options do. A row that cannot be spoken is reported with its line number and does not stop the others. Run again, the command skips every file that is there of the same request.',
    ],
    examples: [
      ['A file; its extension tells the format', 'outloud speak "Hello, world." -o hello.mp3'],
      ['Another voice, a little faster', 'outloud speak "Hello." --voice nova --speed 1.2 -o hello.wav'],
      ['Aloud, from a pipe', 'fortune | outloud speak --play'],
      ['What a book would cost', 'outloud speak --file book.txt --dry-run'],
      ['A book, and when each sentence is heard', 'outloud speak --file book.txt -o book.mp3 --captions book.vtt'],
      ['A file for each row', 'outloud speak --batch rows.jsonl --out-dir out'],
    ],
    options: [
      'output',
      'play',
      'batch',
      'out-dir',
      'dry-run',
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
      'json',
    ],
    environment: ['COMETAPI_KEY', 'COMETAPI_BASE_URL', 'PATH', 'XDG_CACHE_HOME'],
  },
  async (values, words, shell) => {
    if (values['out-dir'] !== undefined && values.batch === undefined) {
      throw new UsageError('--out-dir is for --batch: leave it out, or name the rows with --batch')
    }

    if (values['dry-run'] === true) await (await import('./dry-run.ts')).dryRun(values, words, shell)
    else if (values.batch !== undefined) await (await import('./batch.ts')).speakBatch(values, words, shell)
    else await (await import('./speak-text.ts')).speakText(values, words, shell)
  },
)
