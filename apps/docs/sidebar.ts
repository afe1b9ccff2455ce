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
    label: 'Guides',
    items: [
      'guides/any-length',
      'guides/while-the-model-writes',
      'guides/playback',
      'guides/captions',
      'guides/node-pipelines',
      'guides/resume',
      'guides/cost',
      'guides/errors',
      'guides/cancelling',
      'guides/rate-limits',
      'guides/keys',
      'guides/local-server',
      'guides/testing',
    ],
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
