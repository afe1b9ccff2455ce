import { library } from '../../tsdown.shared.ts'

export default library({
  entry: {
    index: 'src/index.ts',
    schema: 'src/schema.ts',
    text: 'src/text.ts',
    speakable: 'src/speakable/speakable.ts',
  },
  platform: 'neutral',
  target: 'es2023',
})
