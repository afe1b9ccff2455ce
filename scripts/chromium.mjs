import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Where Chromium is: what `OUTLOUD_CHROMIUM` says, the system's, or one that Playwright has installed. */
export function findChromium() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = [
    process.env.OUTLOUD_CHROMIUM,
    ...commands.flatMap(command => folders.map(folder => join(folder, command))),
    chromium.executablePath(),
  ]
  return candidates.find(path => path && existsSync(path))
}

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
