import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, launch, type Page } from 'puppeteer-core'
import { openSoundServer, type SoundServer } from './sound-server.ts'

const find = (...names: readonly string[]): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap(folder => names.map(name => join(folder, name)))
    .find(path => existsSync(path))

/** What the tests need, and the Debian packages that bring it. Who asks for these tests wants them run: none is skipped. */
const executablePath = process.env.OUTLOUD_FIREFOX ?? find('firefox-esr', 'firefox') ?? notFound('firefox-esr')
for (const name of ['pulseaudio', 'pacat']) if (find(name) === undefined) notFound('pulseaudio pulseaudio-utils')

function notFound(packages: string): never {
  throw new Error(`Not found: ${packages}. On Debian: apt-get install ${packages}; or say where in OUTLOUD_FIREFOX`)
}

export interface OpenFirefox {
  readonly browser: Browser
  /** The page that it begins with. */
  readonly page: Page
  /** The environment of who wants to hear its sound card. */
  readonly env: SoundServer['env']
  /** Opens the page of these tests. */
  open(url: string): Promise<Page>
  close(): Promise<void>
}

/** Starts Firefox with a sound card. `preferences` are those of about:config. */
export async function openFirefox(preferences: Readonly<Record<string, unknown>>): Promise<OpenFirefox> {
  const sound = await openSoundServer()
  let browser: Browser | undefined
  const close = async () => {
    await browser?.close()
    await sound.close()
  }
  try {
    browser = await launch({
      browser: 'firefox',
      headless: true,
      executablePath,
      env: { ...process.env, ...sound.env },
      extraPrefsFirefox: { ...preferences },
    })
  } catch (error) {
    await close()
    throw error
  }
  const page = await browser.newPage()
  return {
    browser,
    page,
    env: sound.env,
    open: async url => {
      await page.goto(url)
      await page.waitForFunction('globalThis.workshop !== undefined')
      return page
    },
    close,
  }
}
