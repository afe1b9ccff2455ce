import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSpeechClient, type SpeechClient } from '@outloud/core'
import { build, type Plugin } from 'esbuild'
import { JSDOM } from 'jsdom'
import { createFakeSink, type FakeSink } from '../../player/src/sink.fixture.ts'

const here = dirname(fileURLToPath(import.meta.url))

const require = createRequire(import.meta.url)

/** The versions of React that are supported. */
export const versions = ['18', '19'] as const

/** Where they are: whatever asks for React gets the one, its own `react-dom` too. */
const aliases = {
  18: {
    react: dirname(require.resolve('react-18/package.json')),
    'react-dom': dirname(require.resolve('react-dom-18/package.json')),
  },
  19: {
    react: dirname(require.resolve('react/package.json')),
    'react-dom': dirname(require.resolve('react-dom/package.json')),
  },
}

export type Bundle = typeof import('./bundle.fixture.tsx')

/** The package and its tests' tools, on one version of React. */
export async function loadReact(version: (typeof versions)[number], plugins: Plugin[] = []): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'bundle.fixture.tsx')],
    absWorkingDir: here,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    conditions: ['source'],
    jsx: 'automatic',
    alias: aliases[version],
    plugins,
  })
  installPage()
  const folder = mkdtempSync(join(tmpdir(), 'outloud-react-'))
  const file = join(folder, 'bundle.cjs')
  writeFileSync(file, outputFiles[0]?.contents ?? '')
  try {
    return require(file) as Bundle
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A document as React finds it in a browser; what Node has of the web stays Node's. */
function installPage(): void {
  const { window } = new JSDOM('<!doctype html><body></body>', { url: 'http://localhost/', pretendToBeVisual: true })
  const { document, navigator, Node, Element, HTMLElement, Text, Event, MutationObserver } = window
  const globals = { window, document, navigator, Node, Element, HTMLElement, Text, Event, MutationObserver }
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
}

export interface Page {
  readonly client: SpeechClient
  readonly sink: FakeSink
  /** The texts that were asked for. */
  readonly asked: readonly string[]
  online: boolean
}

/** A client whose server answers at once, with a twentieth of a second of samples for a letter. */
export function createPage(): Page {
  const asked: string[] = []
  const client = createSpeechClient({
    baseURL: '/',
    retry: false,
    fetch: async (_, { body }) => {
      const { input } = JSON.parse(String(body))
      asked.push(input)
      if (!page.online) throw new TypeError('fetch failed')
      return new Response(new Uint8Array(input.length * 2_400))
    },
  })
  const page: Page = { client, sink: createFakeSink(), asked, online: true }
  return page
}

// What core loads when it is first needed is loaded now: that takes time of its own, whatever the clock of a test says.
await createPage().client.synthesize('One. Two.', { format: 'pcm', pace: 'live' }).bytes()
