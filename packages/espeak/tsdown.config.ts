import { library } from '../../tsdown.shared.ts'

export default library({ entry: { index: 'src/index.ts' }, platform: 'node', target: 'node20' })
