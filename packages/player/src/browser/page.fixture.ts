import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createToneEngine } from '@outloud/testing'
import { createTrickleServer, type SeenSpeech, withTones } from '@outloud/testing/trickle'
import { build } from 'esbuild'
import { chromium, type Page } from 'playwright-core'
import { chromiumFlags, findChromium } from '../../../../scripts/chromium.mjs'

/** Where Chromium is, if it is anywhere. */
export const executablePath: string | undefined = await findChromium()

/** A page of a site of its own, with a player on a server at another address. */
export interface Site {
  readonly page: Page
  /** What the page's content security policy kept from it. */
  readonly violations: readonly string[]
  /** Every status the player has had since it was made, repeats left out. */
  readonly history: readonly string[]
  seen(): Promise<readonly SeenSpeech[]>
  close(): Promise<void>
}

const script = (server: string) => `
import { createSpeechClient } from '@outloud/core'
import { createSpeechPlayer } from '@outloud/player'
import { workletSink } from '@outloud/player/worklet'
const client = createSpeechClient({ baseURL: '${server}/id=page,rate=4/v1', apiKey: 'sk-a-key-of-tests' })
const format = new URLSearchParams(location.search).get('format') ?? 'mp3'
const sink = location.hash === '#worklet' ? workletSink() : 'auto'
const player = createSpeechPlayer({ client, sink, format })
const texts = new URLSearchParams(location.search).getAll('say')
player.subscribe(() => {
  const { status } = player.getSnapshot()
  if (status === last) return
  last = status
  report(status)
  if (status === 'ended' && texts.length > 0) setTimeout(() => player.speak(texts.shift()), 50)
})
let last = 'idle'
document.querySelector('button').addEventListener('click', () => player.play())
player.speak(texts.shift())
`

/**
 * Opens a page in a browser of its own, which asks for a gesture before sound or does not. The page speaks each `say` of
 * its address, the first when it is loaded, the next after the one before.
 */
export async function openSite({
  policy,
  address = '',
  autoplay = 'no-user-gesture-required',
}: {
  /** Its content security policy, less what it may connect to. */
  policy: string
  address?: string
  /** What Chromium calls its rule for sound. */
  autoplay?: 'no-user-gesture-required' | 'user-gesture-required' | 'document-user-activation-required'
}): Promise<Site> {
  const trickle = await createTrickleServer(withTones(createToneEngine()))
  const { outputFiles } = await build({
    stdin: { contents: script(trickle.url), resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    splitting: true,
    format: 'esm',
    conditions: ['source'],
    write: false,
    outdir: '/',
  })
  const site = createServer((request, response) => {
    const file = outputFiles.find(({ path }) => path === request.url)
    const type = file === undefined ? 'text/html' : 'text/javascript'
    const connect = `connect-src 'self' ${trickle.url}`
    response.writeHead(200, { 'content-type': type, 'content-security-policy': `${policy}; ${connect}` })
    response.end(
      file?.contents ?? '<!doctype html><button>Play</button><script type="module" src="/stdin.js"></script>',
    )
  }).listen(0, '127.0.0.1')
  await once(site, 'listening')

  const flags = chromiumFlags.filter(flag => !flag.startsWith('--autoplay-policy'))
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [...flags, `--autoplay-policy=${autoplay}`],
    // Playwright allows sound by itself.
    ignoreDefaultArgs: ['--mute-audio'],
  })
  const page = await browser.newPage()
  const violations: string[] = []
  page.on('console', message => {
    if (/Content Security Policy/.test(message.text())) violations.push(message.text())
  })
  // Whatever is asked of a page from outside counts as a gesture, so it tells by itself.
  const history: string[] = []
  await page.exposeFunction('report', (status: string) => history.push(status))
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/${address}`)
  return {
    page,
    violations,
    history,
    seen: async () => (await fetch(`${trickle.url}/id=page/seen`)).json() as Promise<readonly SeenSpeech[]>,
    close: async () => {
      await browser.close()
      site.close()
      await trickle.close()
    },
  }
}
