import { audioFormats } from '@outloud/core'
import { describe, expect, it } from 'vitest'
import { describe as describeOption, parse } from './options.ts'
import { run } from './shell.fixture.ts'

describe('options', () => {
  it('gives each option as what it is, and the defaults of those not given', () => {
    const { values, positionals } = parse(
      ['one', '-o', 'a.mp3', '--speed=1.5', 'two', '--force', '--', '--three'],
      ['output', 'speed', 'force', 'engine', 'voice'],
    )
    expect(values).toEqual({ output: 'a.mp3', speed: 1.5, force: true, engine: 'auto', voice: undefined })
    expect(positionals).toEqual(['one', 'two', '--three'])
  })

  it('offers the formats of the protocol', () => {
    expect(describeOption('format').about).toContain(`One of ${Object.keys(audioFormats).join(', ')}.`)
  })

  it.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['-o'], "Option '-o, --output <value>' argument missing"],
    [['--speed', 'fast'], '--speed: expected a number, got "fast"'],
    [['--speed', 'Infinity'], '--speed: expected a number, got "Infinity"'],
    [['--voice='], '--voice: expected a name, got nothing'],
    [['--format', 'ogg'], '--format: expected one of mp3, opus, aac, flac, wav, pcm, got "ogg"'],
    [['--locale', 'xx_!'], '--locale: expected a BCP 47 tag such as en or de-CH, got "xx_!"'],
    [['--engine', 'loud'], '--engine: expected one of auto, remote, flite, espeak, got "loud"'],
    [['--force=yes'], "Option '--force' does not take an argument"],
    [['--port', '1'], "Unknown option '--port'"],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await run(['speak', 'Hello.', ...args]).result
    expect(code).toBe(2)
    expect(stderr).toContain(`outloud speak: ${message}`)
    expect(stderr).toMatch(/^[^\n]+ See outloud speak --help\.\n$/)
  })
})
