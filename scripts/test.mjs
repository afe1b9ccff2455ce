import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { install, main, pnpm, root } from './toolchain.mjs'
import { provideTools } from './tools.mjs'
import { formatTotals, readTotals } from './totals.mjs'

await main(async () => {
  console.log('Installing dependencies')
  await install()
  const missing = await provideTools()
  // What an earlier run left would otherwise be counted when this one ends before its tests.
  rmSync(join(root, 'test-results.json'), { force: true })
  console.log('Checking: format, lint, types, build, tests, packages, sizes, unused code')
  const code = await pnpm(['run', 'check'], { OUTLOUD_MISSING_TOOLS: missing.join(',') })

  const totals = readTotals(new URL('..', import.meta.url))
  if (totals.missing.length > 0) console.error('Tests did not run: see above.')
  else if (code !== 0 && totals.failed === 0) console.error('All tests passed, but another check failed: see above.')
  console.log(formatTotals(totals))
  return code || (totals.failed + totals.missing.length > 0 ? 1 : 0)
})
