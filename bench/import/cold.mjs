// Processor time to import a client in a process of its own, beyond what Node takes without it, and whether undici is
// there before it is used.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { median } from '../median.mjs'
import { load } from '../subject/subjects.mjs'
import { printTable, verdict } from '../table.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const modules = {
  'bare Node': '',
  '@outloud/core': "await import('@outloud/core')",
  '@outloud/core, node-stream': "await import('@outloud/core'); await import('@outloud/node-stream')",
  ofetch: "await import('ofetch')",
  ky: "await import('ky')",
  undici: "await import('undici')",
  openai: "await import('openai')",
  'ai, @ai-sdk/openai': "await import('ai'); await import('@ai-sdk/openai')",
}

function run(script) {
  const { stdout, status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: here,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

const spent = Object.fromEntries(Object.keys(modules).map(name => [name, []]))
for (let round = 0; round < 15; round++) {
  for (const [name, script] of Object.entries(modules)) {
    const report = 'const { user, system } = process.cpuUsage(); console.log((user + system) / 1e3)'
    spent[name].push(Number(run(`${script};${report}`)))
  }
}
const added = name => median(spent[name].map((time, round) => time - spent['bare Node'][round]))

const [before, after] = run(`
  const { createRequire } = await import('node:module')
  const loaded = () => Object.keys(createRequire('${here}').cache).some(file => /[\\\\/]undici[\\\\/]/.test(file))
  const { createPooledFetch } = await import('@outloud/node-stream')
  const fetch = createPooledFetch()
  console.log(loaded())
  await fetch('http://127.0.0.1:1/', {}).catch(() => {})
  console.log(loaded())
`).split('\n')

console.log(
  `processor time to import, in ms beyond ${median(spent['bare Node']).toFixed(0)} of Node, median of 15 (${load()})`,
)
printTable(
  Object.keys(modules)
    .slice(1)
    .map(name => ({
      module: name,
      ms: added(name).toFixed(1),
      '': name === '@outloud/core' ? verdict(added(name) <= 10, '10 ms') : '',
    })),
)
const lazily = before === 'false' && after === 'true'
console.log(`  undici is loaded by the first request: ${lazily ? 'yes' : 'no'} (${verdict(lazily, 'yes')})`)
