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
  outputOptions: {
    codeSplitting: {
      // What a client needs at once is one file, and what checks its fields another. Left alone, each module that they
      // share with a part that is loaded later would be a file of its own, to be fetched and compressed by itself.
      groups: [
        {
          name: 'fields',
          test: /[\\/]zod[\\/]|[\\/]src[\\/](fields|format|speech-schema)\.ts$/,
          priority: 1,
        },
        {
          name: 'client',
          tags: ['$initial'],
          test: /[\\/]src[\\/](?!index|schema|model-schema|error-body|text|speakable|transcription)[\w/\\-]+\.ts$/,
        },
      ],
    },
  },
})
