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
]
