import { version } from '../package.json'
import { cache } from './cache.ts'
import type { Command } from './command.ts'
import { doctor } from './doctor.ts'
import { UsageError } from './errors.ts'
import { type ExitCode, fail } from './exit.ts'
import { overview } from './help.ts'
import { models } from './models.ts'
import { serve } from './serve.ts'
import type { Shell } from './shell.ts'
import { speak } from './speak.ts'
import { transcribe, translate } from './transcribe.ts'
import { voices } from './voices.ts'

const commands: readonly Command[] = [speak, transcribe, translate, models, voices, doctor, serve, cache]

/** Runs the command line and gives the exit code; it never rejects. */
export async function main(args: readonly string[], shell: Shell): Promise<ExitCode> {
  const [first, ...rest] = args[0] === 'help' && args.length > 1 ? [...args.slice(1), '--help'] : args
  const command = commands.find(({ name }) => name === first)
  try {
    if (command !== undefined) await command.run(rest, shell)
    else overall(first, shell)
    return 0
  } catch (error) {
    return fail(error, command === undefined ? 'outloud' : `outloud ${command.name}`, shell)
  }
}

/** What is there besides commands. */
function overall(first: string | undefined, { stdout }: Shell): void {
  if (first === '--version' || first === '-V') stdout.write(`${version}\n`)
  else if (first === '--help' || first === '-h' || first === 'help') stdout.write(overview(commands))
  else {
    const names = commands.map(({ name }) => name).join(', ')
    const got = first === undefined ? 'nothing' : JSON.stringify(first)
    throw new UsageError(`expected a command, one of ${names}, got ${got}`)
  }
}
