import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { mp3Seconds } from './mp3-seconds.mjs'
import { install, main, pnpm, root, run, Stop } from './toolchain.mjs'

const [text = 'Hello, world. This is Outloud, speaking with no key and no network.'] = process.argv.slice(2)
const file = 'hello.mp3'

await main(async () => {
  const started = performance.now()
  console.log('[1/3] Installing dependencies')
  await install()

  console.log('[2/3] Building')
  const built = await pnpm(['exec', 'turbo', 'run', 'build', '--filter=outloud...', '--output-logs=errors-only'])
  if (built !== 0) throw new Stop('Building failed: see above.', built)

  console.log(`[3/3] Speaking ${JSON.stringify(text)}`)
  const before = performance.now()
  const command = [join(root, 'packages/cli/dist/bin.js'), 'speak', text, '-o', file, '--engine', 'flite', '--force']
  const spoken = await run(process.execPath, command, { cwd: process.cwd() })
  if (spoken !== 0) throw new Stop('Speaking failed: see above.', spoken)

  const now = performance.now()
  console.log(`
${resolve(file)}
${mp3Seconds(readFileSync(file)).toFixed(1)} s of speech by the embedded engine flite, made in ${seconds(now - before)} (${seconds(now - started)} with everything).
Play it with any player. Your own words: npm start -- "Any text"`)
})

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`
}
