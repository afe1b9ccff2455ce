import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tools } from '../scripts/tools.mjs'
import { root } from './workspace.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outloud-toolchain-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A script that begins like those in `scripts/`. */
const script = (body: string): readonly string[] => {
  const file = join(folder, 'script.mjs')
  writeFileSync(
    file,
    `import { main, run, Stop } from '${root}scripts/toolchain.mjs'
import { provideTools } from '${root}scripts/tools.mjs'
await main(async () => { ${body} })`,
  )
  return [file]
}

describe('a script', () => {
  const runScript = (body: string) => spawnSync(process.execPath, script(body), { encoding: 'utf8' })

  test('ends with the code that it gives', () => {
    expect(runScript('return 3')).toMatchObject({ status: 3, stderr: '' })
  })

  test('that stops says why in one line', () => {
    expect(runScript(`throw new Stop('No.')`)).toMatchObject({ status: 1, stderr: 'No.\n' })
  })

  test('says which command is missing', () => {
    const { status, stderr } = runScript(`await run('no-such-command', [])`)
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'no-such-command was not found. It comes with Node: https://nodejs.org/\n',
    })
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('that gets %s hands it on, waits for its command and says so in one line', async (signal, code) => {
    const command = `process.on('${signal}', () => { console.log('command ended'); process.exit(0) }); setInterval(() => {}, 1000); console.log('ready')`
    const child = spawn(process.execPath, script(`return run(process.execPath, ['-e', ${JSON.stringify(command)}])`))
    let printed = ''
    child.stdout.on('data', chunk => {
      printed += chunk
      if (printed === 'ready\n') child.kill(signal)
    })
    child.stderr.on('data', chunk => {
      printed += chunk
    })
    const [status] = await once(child, 'close')
    expect({ status, printed }).toEqual({ status: code, printed: 'ready\ncommand ended\n\nStopped.\n' })
  })
})

describe('tools that tests need', () => {
  const wanted = tools.map(({ command }) => command)
  const debian = [...new Set(tools.flatMap(tool => tool.debian))]

  /** Looks for the tools with nothing but Node and, if asked for, an apt-get on the path. */
  function provide({ env = {}, uid = 0, apt }: { env?: Record<string, string>; uid?: number; apt?: string }) {
    if (apt !== undefined) writeFileSync(join(folder, 'apt-get'), `#!/bin/sh\n${apt}\n`, { mode: 0o755 })
    const [file] = script(`process.getuid = () => ${uid}; console.log(JSON.stringify(await provideTools()))`)
    const { CI, OUTLOUD_CHROMIUM, ...inherited } = process.env
    const { status, stdout, stderr } = spawnSync(process.execPath, [file!], {
      encoding: 'utf8',
      env: { ...inherited, PATH: [folder, '/nowhere'].join(delimiter), ...env },
    })
    return { status, lines: (stdout + stderr).trim().split('\n') }
  }

  test('are installed where that is possible', () => {
    const installed = wanted.map(name => `: > ${folder}/${name}`).join('; ')
    const apt = `echo "$*" >> ${folder}/calls; test "$1" = install && { ${installed}; } || true`
    expect(provide({ apt })).toEqual({
      status: 0,
      lines: [`Installing by apt-get: ${debian.join(', ')}`, '[]'],
    })
    expect(readFileSync(join(folder, 'calls'), 'utf8')).toBe(
      `update -qq\ninstall -y -qq --no-install-recommends ${debian.join(' ')}\n`,
    )
  })

  test.each([
    ['for who is not root', { uid: 1000, apt: 'exit 1' }],
    ['without apt-get', {}],
  ])('are named in one line %s', (_, machine) => {
    expect(provide(machine)).toEqual({
      status: 0,
      lines: [
        `Not found: ${wanted.join(', ')}. What needs them is skipped; install them to test everything.`,
        JSON.stringify(wanted),
      ],
    })
  })

  test.each(['1', 'true'])('are required with CI=%s', CI => {
    expect(provide({ env: { CI } })).toEqual({
      status: 1,
      lines: [`Not found: ${wanted.join(', ')}. With CI set, every test has to run.`],
    })
  })

  test('are looked for on the path', () => {
    for (const name of wanted) writeFileSync(join(folder, name), '')
    expect(provide({ env: { CI: '1' } })).toEqual({ status: 0, lines: ['[]'] })
  })
})
