// Packs the package in the current folder as it would be published, and judges the tarball.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../node_modules/.bin', import.meta.url))
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
const folder = mkdtempSync(join(tmpdir(), 'outloud-package-'))
const problems = []

try {
  execFileSync('pnpm', ['pack', '--pack-destination', folder], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const [name] = readdirSync(folder)
  const tarball = join(folder, name)
  const files = read('tar', ['-tzf', tarball]).trim().split('\n')
  const manifest = read('tar', ['-xzOf', tarball, 'package/package.json'])

  // What pnpm has to replace on the way out; npm would install none of these.
  for (const leftover of ['"source"', '"workspace:', '"catalog:']) {
    if (manifest.includes(leftover)) problems.push(`package.json still has ${leftover}`)
  }
  for (const file of ['package/LICENSE', 'package/README.md']) {
    if (!files.includes(file)) problems.push(`${file} is missing`)
  }
  const strays = files.filter(file => /\/src\/|\.test\.|tsconfig|\.tgz$/.test(file))
  if (strays.length > 0) problems.push(`not for publishing: ${strays.join(', ')}`)

  judge('publint', ['run', tarball, '--strict'])
  // Without node10, which knows no `exports`: every Node that we support does.
  judge('attw', [tarball, '--profile', 'node16', '--no-definitely-typed', '--no-emoji'])
} finally {
  rmSync(folder, { recursive: true, force: true })
}

for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0

function read(command, args) {
  return execFileSync(command, args, { env, encoding: 'utf8' })
}

function judge(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8' })
  if (status !== 0) problems.push(`${command}:\n${stdout}${stderr}`)
}
