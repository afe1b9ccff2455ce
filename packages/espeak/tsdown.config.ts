import { defineConfig, type UserConfig } from 'tsdown'
import { library } from '../../tsdown.shared.ts'

const node: UserConfig = { platform: 'node', target: 'node20' }

export default defineConfig([
  library({ ...node, entry: { index: 'src/index.ts' } }),
  library({ platform: 'neutral', entry: { browser: 'src/browser.ts' } }),
  // Started by URL from both formats, so one is enough; what it imports is ESM only.
  library({ ...node, entry: { worker: 'src/worker.ts' }, format: ['esm'], dts: false }),
])
