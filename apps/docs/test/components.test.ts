import { once } from 'node:events'
import { createServer } from 'node:http'
import { createFliteEngine } from '@outloud/flite'
import { createSpeechServer } from '@outloud/server'
import { toNodeHandler } from '@outloud/server/node'
import { build, type Loader } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { compile as compileSvelte } from 'svelte/compiler'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileScript, parse } from 'vue/compiler-sfc'
import { docsBlocks } from '../../../test/readme/blocks.ts'
import { missingTools } from '../../../test/tools.ts'
import { root } from '../../../test/workspace.ts'
import { openBrowser } from './site.fixture.ts'
import { catchSound, heardPast, timeOf } from './sound.fixture.ts'

const blocks = docsBlocks().filter(({ page }) => page.endsWith('/without-react.md'))
const codeIn = (language: string) => blocks.find(block => block.language === language)?.code ?? ''

function vueScript(): string {
  const { descriptor } = parse(codeIn('vue'))
  return compileScript(descriptor, { id: 'listen', inlineTemplate: true }).content
}

/** Each page of the guide: what stands in it, the script that begins it, and the component in that script's language. */
const pages = {
  'a plain page': { html: codeIn('html'), script: codeIn('ts'), component: '', loader: 'ts' },
  Vue: {
    html: '<div id="app"></div>',
    script: `
      import { createApp } from 'vue'
      import Listen from 'component'
      const app = createApp(Listen, { text: 'Hello, world. And good night.' })
      app.mount('#app')
      window.leave = () => app.unmount()`,
    component: vueScript(),
    loader: 'ts',
  },
  Svelte: {
    html: '<div id="app"></div>',
    script: `
      import { mount, unmount } from 'svelte'
      import Listen from 'component'
      const app = mount(Listen, { target: document.querySelector('#app'), props: { text: 'Hello, world. And good night.' } })
      window.leave = () => unmount(app)`,
    component: compileSvelte(codeIn('svelte'), { filename: 'Listen.svelte', generate: 'client' }).js.code,
    loader: 'js',
  },
} as const satisfies Record<string, { html: string; script: string; component: string; loader: Loader }>

async function bundle({ script, component, loader }: (typeof pages)[keyof typeof pages]): Promise<string> {
  const resolveDir = `${root}/apps/docs`
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir, loader: 'ts' },
    plugins: [
      {
        name: 'component',
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /^component$/ }, ({ path }) => ({ path, namespace: 'page' }))
          onLoad({ filter: /.*/, namespace: 'page' }, () => ({ contents: component, loader, resolveDir }))
        },
      },
    ],
    bundle: true,
    format: 'esm',
    write: false,
    define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', 'process.env.NODE_ENV': '"production"' },
  })
  return outputFiles[0]?.text ?? ''
}

const hasBrowser = !missingTools.has('chromium')
const name = hasBrowser ? 'the guide without React' : 'the guide without React (Chromium is missing)'

describe.skipIf(!hasBrowser)(name, () => {
  let browser: Browser
  const close: (() => unknown)[] = []
  beforeAll(async () => {
    browser = await openBrowser()
    close.push(() => browser.close())
  })
  afterAll(async () => {
    for (const each of close.reverse()) await each()
  })

  async function open(html: string, script: string): Promise<Page> {
    const speech = createSpeechServer({ engine: createFliteEngine() })
    const answer = toNodeHandler(speech)
    const server = createServer((request, response) => {
      const { url = '' } = request
      if (url.startsWith('/api/speech/')) {
        request.url = url.replace('/api/speech', '/v1')
        answer(request, response)
        return
      }
      const isScript = url === '/page.js'
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
      response.end(isScript ? script : `${html}<script type="module" src="/page.js"></script>`)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    close.push(async () => {
      server.closeAllConnections()
      server.close()
      await speech.close()
    })
    const page = await browser.newPage()
    await catchSound(page)
    const address = server.address()
    await page.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`)
    return page
  }

  test.each(Object.entries(pages))('%s speaks, pauses and goes on', async (_name, files) => {
    const page = await open(files.html, await bundle(files))
    const status = (text: string) => page.locator('output', { hasText: text }).waitFor()
    await page.getByRole('button', { name: 'Listen' }).click()
    await heardPast(page, 0.2)
    await status('playing')
    await page.getByRole('button', { name: 'Pause' }).click()
    await status('paused')
    const paused = await timeOf(page)
    await page.getByRole('button', { name: 'Listen' }).click()
    await heardPast(page, paused + 0.1)
    await page.close()
  })

  test.each(['Vue', 'Svelte'] as const)('%s is silent once the component is gone', async name => {
    const page = await open(pages[name].html, await bundle(pages[name]))
    await page.getByRole('button', { name: 'Listen' }).click()
    await heardPast(page, 0.2)
    await page.evaluate('leave()')
    expect(await page.evaluate(() => (window as { heard?: HTMLAudioElement }).heard?.paused)).toBe(true)
    await page.close()
  })
})
