import { library } from '../../tsdown.shared.ts'

export default library({
  entry: { index: 'src/index.ts', worklet: 'src/worklet.ts' },
  platform: 'browser',
  target: 'es2022',
})
