import { library } from '../../tsdown.shared.ts'

export default library({ entry: { index: 'src/index.ts', node: 'src/node.ts' }, platform: 'neutral', target: 'es2023' })
