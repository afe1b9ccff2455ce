import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { exitCodes } from './exit.ts'
import { run } from './shell.fixture.ts'

describe('outloud', () => {
  it.each(['--version', '-V'])('prints the version of the package for %s', async flag => {
    const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
    const { code, stdout, stderr } = await run([flag]).result
    expect({ code, stdout: String(stdout), stderr }).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  it.each(['--help', '-h', 'help'])('prints commands, variables and every exit code for %s', async flag => {
    const { code, stdout, stderr } = await run([flag]).result
    expect(code).toBe(0)
    expect(stderr).toBe('')
    for (const word of [
      'speak',
      'serve',
      'cache',
      'COMETAPI_KEY',
      'COMETAPI_BASE_URL',
      'OUTLOUD_API_KEY',
      'PATH',
      'XDG_CACHE_HOME',
      'OUTLOUD_DEBUG',
    ]) {
      expect(String(stdout)).toMatch(new RegExp(`^ {2}${word} `, 'm'))
    }
    for (const [number] of exitCodes) expect(String(stdout)).toMatch(new RegExp(`^ {2}${number} `, 'm'))
  })

  it.each(['speak', 'cache'])('says the same of %s however it is asked', async command => {
    const [asked, long, short] = await Promise.all(
      [
        ['help', command],
        [command, '--help'],
        [command, '-h'],
      ].map(args => run(args).result),
    )
    expect(String(asked?.stdout)).toMatch(new RegExp(`^Usage: outloud ${command} `))
    expect(asked).toEqual({ ...long, code: 0, stderr: '' })
    expect(asked).toEqual(short)
  })

  it('has the exit codes that its README lists', async () => {
    const page = await readFile(new URL('../README.md', import.meta.url), 'utf8')
    const rows = Array.from(page.matchAll(/^\| (\d+) +\| (.+?) +\|$/gm), ([, code, when]) => [Number(code), when])
    expect(rows).toEqual(exitCodes)
  })

  it.each([
    [
      'speak',
      'output play batch out-dir dry-run captions file voice model format speed instructions locale base-url engine concurrency cache-dir no-cache force json',
    ],
    ['transcribe', 'output format model prompt base-url force language'],
    ['translate', 'output format model prompt base-url force'],
    ['models', 'speech base-url json'],
    ['voices', 'engine base-url json'],
    ['doctor', 'voice model base-url engine json'],
    ['serve', 'port host engine api-key concurrency queue cors log fail record base-url replay pace'],
    ['cache', 'cache-dir'],
  ])('prints every option of %s, within 80 columns', async (command, options) => {
    const { code, stdout } = await run([command, '--help']).result
    expect(code).toBe(0)
    const listed = Array.from(String(stdout).matchAll(/^ {2}(?:-\w,| {3}) --([\w-]+)/gm), ([, name]) => name)
    expect(listed).toEqual([...options.split(' '), 'help'])
    expect(
      Math.max(
        ...String(stdout)
          .split('\n')
          .map(line => line.length),
      ),
    ).toBeLessThanOrEqual(80)
  })

  it.each([
    [
      [],
      'outloud: expected a command, one of speak, transcribe, translate, models, voices, doctor, serve, cache, got nothing. See outloud --help.\n',
    ],
    [
      ['sing'],
      'outloud: expected a command, one of speak, transcribe, translate, models, voices, doctor, serve, cache, got "sing". See outloud --help.\n',
    ],
    [
      ['help', 'sing'],
      'outloud: expected a command, one of speak, transcribe, translate, models, voices, doctor, serve, cache, got "sing". See outloud --help.\n',
    ],
    [
      ['--bogus'],
      'outloud: expected a command, one of speak, transcribe, translate, models, voices, doctor, serve, cache, got "--bogus". See outloud --help.\n',
    ],
  ])('says in one line what is wrong with %j', async (args, line) => {
    const { code, stdout, stderr } = await run(args).result
    expect({ code, stdout: String(stdout), stderr }).toEqual({ code: 2, stdout: '', stderr: line })
  })
})
