import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Where Chromium is: what `OUTLOUD_CHROMIUM` says, the system's, or one that Playwright has installed. */
export async function findChromium() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = commands.flatMap(command => folders.map(folder => join(folder, command)))
  const found = [process.env.OUTLOUD_CHROMIUM, ...candidates].find(isThere)
  if (found !== undefined) return found
  // Loaded here: it takes its time, and these scripts run before anything is installed.
  const { chromium } = await import('playwright-core')
  return [chromium.executablePath()].find(isThere)
}

const isThere = path => Boolean(path) && existsSync(path)

/** Without a sandbox, which root has not; sound at once unless a test asks; nothing that calls home. */
export const chromiumFlags = [
  '--no-sandbox',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
