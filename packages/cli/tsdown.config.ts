import { library } from '../../tsdown.shared.ts'

export default library({
  entry: { bin: 'src/bin.ts' },
  format: ['esm'],
  dts: false,
  platform: 'node',
  target: 'node20',
})
