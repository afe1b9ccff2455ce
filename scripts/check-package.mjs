// Packs the package in the current folder as it would be published, and judges the tarball.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const bin = fileURLToPath(new URL('../node_modules/.bin', import.meta.url))
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
const folder = mkdtempSync(join(tmpdir(), 'outloud-package-'))
const unpacked = join(folder, 'package')
const problems = []

try {
  judgeWith('pnpm', ['pack', '--pack-destination', folder])
  if (problems.length === 0) judgeTarball(join(folder, readdirSync(folder)[0]))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0

function judgeTarball(tarball) {
  execFileSync('tar', ['-xzf', tarball, '-C', folder])
  judgeFiles(readdirSync(unpacked, { recursive: true }))
  // Without node10, which knows no `exports`: every Node that we support does.
  judgeWith('attw', [tarball, '--profile', 'node16', '--no-definitely-typed', '--no-emoji'])
  judgeWith('publint', ['run', tarball, '--strict'])
}

function judgeFiles(files) {
  const manifest = read('package.json')
  // What pnpm has to replace on the way out; npm would install none of these.
  for (const leftover of ['"source"', '"workspace:', '"catalog:']) {
    if (manifest.includes(leftover)) problems.push(`package.json still has ${leftover}`)
  }
  for (const file of ['LICENSE', 'README.md']) {
    if (!files.includes(file)) problems.push(`${file} is missing`)
  }
  const strays = files.filter(file => /^src\b|\.test\.|\.fixture\.|tsconfig|tsdown|\.tgz$/.test(file))
  if (strays.length > 0) problems.push(`not for publishing: ${strays.join(', ')}`)

  const undeclared = imported(files).filter(name => !declared(JSON.parse(manifest)).includes(name))
  if (undeclared.length > 0) problems.push(`imported, but no dependency: ${undeclared.join(', ')}`)

  const notices = read('THIRD-PARTY-NOTICES.md')
  const unnamed = builtIn(files).filter(name => !notices.includes(name))
  if (unnamed.length > 0)
    problems.push(`THIRD-PARTY-NOTICES.md does not name ${unnamed.join(', ')}, which dist contains`)
}

/** The npm packages that code or declarations import. */
function imported(files) {
  const specifiers = files
    .filter(file => /\.[cm]?[jt]s$/.test(file))
    .flatMap(file => ts.preProcessFile(read(file), true, true).importedFiles.map(({ fileName }) => fileName))
    .filter(specifier => !specifier.startsWith('.') && !isBuiltin(specifier))
  return [...new Set(specifiers.map(specifier => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)[0]))]
}

/** The npm packages that are there when this one is installed, itself among them. */
function declared({ name, dependencies, peerDependencies, optionalDependencies }) {
  return [name, ...Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })]
}

/** The npm packages whose code the build put into dist: it marks the origin of each part. */
function builtIn(files) {
  const scripts = files.filter(file => /\.[cm]?js$/.test(file)).map(read)
  const origins = scripts.flatMap(script => [
    ...script.matchAll(/^\/\/#region .*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//gm),
  ])
  return [...new Set(origins.map(([, name]) => name))]
}

function read(file) {
  const path = join(unpacked, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

function judgeWith(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8' })
  if (status !== 0) problems.push(`${command}:\n${stdout}${stderr}`)
}
