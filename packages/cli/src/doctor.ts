import { type Command, defineCommand } from './command.ts'
import { Diagnosed, UsageError } from './errors.ts'

/** `outloud doctor`: whether speech comes, and if not, why. */
export const doctor: Command = defineCommand(
  {
    name: 'doctor',
    usage: '[options]',
    summary: 'Check the address, key, model and voice by speaking one word.',
    details: [
      'Checks what outloud speak would use: the base URL, the key, the model, the voice. It reads the list of models and has one word spoken, which a server may charge for; each check is a line that says what is wrong and what to do. The key is never printed.',
    ],
    examples: [
      ['What the environment names', 'outloud doctor'],
      ['Another server', 'outloud doctor --base-url http://127.0.0.1:8484/v1'],
      ['The embedded engine, for a program', 'outloud doctor --engine flite --json'],
    ],
    options: ['voice', 'model', 'base-url', 'engine', 'json'],
    environment: ['COMETAPI_KEY', 'COMETAPI_BASE_URL'],
  },
  async (values, words, shell) => {
    if (words.length > 0) throw new UsageError(`expected no arguments, got ${JSON.stringify(words.join(' '))}`)
    const { diagnose } = await import('./diagnosis.ts')
    const { findings, code } = await diagnose(values, shell)
    const failed = findings.filter(({ status }) => status === 'wrong').length
    const width = Math.max(...findings.map(({ check }) => check.length))
    const lines = findings.map(({ check, status, says }) => `${marks[status]}  ${check.padEnd(width)}  ${says}\n`)
    const { stdout } = shell
    stdout.write(values.json === true ? `${JSON.stringify({ ok: failed === 0, checks: findings })}\n` : lines.join(''))
    if (failed > 0) throw new Diagnosed(`${failed} of ${findings.length} checks failed`, code)
  },
)

const marks = { ok: 'ok   ', wrong: 'wrong', unknown: '?    ' } as const
