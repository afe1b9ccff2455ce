import { library } from '../../tsdown.shared.ts'

export default library({
  entry: { index: 'src/index.ts', engine: 'src/engine.ts', node: 'src/node.ts', proxy: 'src/proxy.ts' },
  platform: 'neutral',
  target: 'es2023',
  // The node entry's, which a neutral platform does not know.
  deps: { neverBundle: [/^node:/] },
})
