import { type CommandFacts, help } from './help.ts'
import { type OptionName, parse, type Values } from './options.ts'
import type { Shell } from './shell.ts'

/** A subcommand, ready to be run with its arguments. */
export interface Command extends CommandFacts {
  run(args: readonly string[], shell: Shell): Promise<void>
}

/** A subcommand from its facts and what it does; `--help` and the parsing of arguments come with it. */
export const defineCommand = <Name extends OptionName>(
  facts: CommandFacts & { readonly options: readonly Name[] },
  action: (values: Values<Name>, positionals: readonly string[], shell: Shell) => Promise<void>,
): Command => ({
  ...facts,
  run: async (args, shell) => {
    const { values, positionals } = parse<Name | 'help'>(args, [...facts.options, 'help'])
    if (values.help) shell.stdout.write(help(facts))
    else await action(values, positionals, shell)
  },
})
