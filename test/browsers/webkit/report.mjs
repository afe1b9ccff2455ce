// Prints what of the player works in WebKitGTK. It is no judge: whatever comes out, it ends well.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startVitest } from 'vitest/node'

const wanted = {
  WebKitWebDriver: 'webkit2gtk-driver',
  Xvfb: 'xvfb',
  pulseaudio: 'pulseaudio',
  pacat: 'pulseaudio-utils',
}
const codecs = ['base', 'good', 'bad'].map(name => `gstreamer1.0-plugins-${name}`)
const packages = [...Object.values(wanted), ...codecs, 'gstreamer1.0-libav', 'gstreamer1.0-pulseaudio']

const folders = (process.env.PATH ?? '').split(delimiter)
const missing = Object.keys(wanted).filter(command => !folders.some(folder => existsSync(join(folder, command))))

if (missing.length > 0) {
  console.log(
    `WebKitGTK: not tried, for want of ${missing.join(', ')}. On Debian: apt-get install ${packages.join(' ')}\n`,
  )
} else {
  const config = fileURLToPath(new URL('vitest.config.ts', import.meta.url))
  const vitest = await startVitest('test', [], { config, watch: false })
  await vitest.close()
  process.exit(0)
}
