import type { StarlightUserConfig } from '@astrojs/starlight/types'

/** The pages in the order in which they are read. The API's own pages are made from the sources. */
export const sidebar: NonNullable<StarlightUserConfig['sidebar']> = [
  {
    label: 'Start',
    items: [
      { label: 'The API on one screen', link: '/' },
      'playground',
      'start/react',
      'start/node',
      'start/shell',
      'start/defaults',
    ],
  },
  {
    label: 'Speaking',
    items: [
      'guides/any-length',
      'guides/while-the-model-writes',
      'guides/captions',
      'guides/events',
      'guides/transcription',
      'guides/cost',
      'guides/resume',
    ],
  },
  {
    label: 'On a page',
    items: ['guides/playback', 'guides/without-react', 'guides/sinks'],
  },
  {
    label: 'In Node and the shell',
    items: ['guides/node-pipelines', 'guides/batches'],
  },
  {
    label: 'When it fails',
    items: ['guides/errors', 'guides/cancelling', 'guides/rate-limits', 'guides/observing', 'guides/testing'],
  },
  {
    label: 'Keys and servers',
    items: ['guides/keys', 'guides/local-server', 'guides/espeak', 'guides/serving'],
  },
  {
    label: 'Moving here',
    items: ['moving/openai', 'moving/ai-sdk', 'moving/react-text-to-speech', 'moving/web-speech'],
  },
  {
    label: 'Recipes',
    items: [
      'recipes/nextjs',
      'recipes/vite',
      'recipes/hono',
      'recipes/express',
      'recipes/bullmq',
      'recipes/opentelemetry',
      'recipes/s3',
    ],
  },
  {
    label: 'Reference',
    items: [
      'reference/options',
      'reference/errors',
      'reference/formats',
      'reference/protocol',
      'reference/conformity',
      'reference/benchmarks',
      { label: 'Every export', collapsed: true, autogenerate: { directory: 'reference/api' } },
    ],
  },
]
