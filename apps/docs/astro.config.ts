import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import react from '@astrojs/react'
import starlight from '@astrojs/starlight'
import { defineConfig, passthroughImageService } from 'astro/config'
import { sidebar } from './sidebar.ts'

const search = '@pagefind/default-ui'
const whenOpened = fileURLToPath(new URL('src/search/when-opened.ts', import.meta.url))
const starlightFile = createRequire(import.meta.url).resolve('@astrojs/starlight')

interface Element {
  readonly tagName?: string
  readonly properties?: Record<string, unknown>
  readonly children?: readonly Element[]
}

/** On a phone a wide table scrolls by itself, so the keyboard has to reach it; one of two columns fits, by its style. */
const reachTables = () => (tree: Element) => {
  const columnsOf = ({ tagName, children = [] }: Element): number =>
    tagName === 'tr'
      ? children.filter(cell => cell.tagName === 'th').length
      : Math.max(0, ...children.map(child => columnsOf(child)))
  const visit = (element: Element): void => {
    if (element.tagName === 'table')
      Object.assign(element.properties ?? {}, columnsOf(element) > 2 ? { tabIndex: 0 } : { className: ['two-columns'] })
    for (const child of element.children ?? []) visit(child)
  }
  visit(tree)
}

export default defineConfig({
  site: 'https://outloud.github.io',
  // Nothing on the site is a photograph; this keeps the build free of native code.
  image: { service: passthroughImageService() },
  // Styles stay files, which a cache can keep.
  build: { inlineStylesheets: 'never' },
  markdown: { rehypePlugins: [reachTables] },
  vite: {
    worker: { format: 'es' },
    // Files, never data: addresses, which the policy would have to allow.
    build: { assetsInlineLimit: 0 },
    plugins: [
      {
        name: 'search-when-opened',
        enforce: 'pre',
        resolveId(id, importer) {
          if (id !== search) return undefined
          // Starlight's own dependency: this package has no path to it.
          return importer === whenOpened ? this.resolve(id, starlightFile, { skipSelf: true }) : whenOpened
        },
      },
    ],
  },
  integrations: [
    react(),
    starlight({
      title: 'Outloud',
      description: 'Any text, of any length, as speech: in TypeScript, in React and in the shell.',
      favicon: '/favicon.svg',
      customCss: ['./src/styles/theme.css'],
      sidebar,
      lastUpdated: false,
      credits: false,
      expressiveCode: { themes: ['github-light', 'github-dark'], styleOverrides: { borderRadius: '0.5rem' } },
    }),
  ],
})
