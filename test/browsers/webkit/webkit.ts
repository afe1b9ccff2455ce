import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { Tab } from '../player-suite.ts'
import { openSoundServer, type SoundServer } from '../sound-server.ts'
import { createWebDriver } from './webdriver.ts'

interface OpenWebKit {
  /** The environment of who wants to hear its sound card. */
  readonly env: SoundServer['env']
  /** Opens the page of these tests. */
  open(url: string): Promise<Tab>
  close(): Promise<void>
}

/** Starts WebKitGTK with a screen and a sound card of its own. `args` are those of MiniBrowser. */
export async function openWebKit(...args: readonly string[]): Promise<OpenWebKit> {
  const sound = await openSoundServer()
  const started: ChildProcess[] = []
  const close = async () => {
    for (const child of started.reverse()) {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
    await sound.close()
  }
  try {
    const stdio = ['ignore', 'ignore', 'ignore', 'pipe'] as const
    const screen = spawn('Xvfb', ['-displayfd', '3', '-nolisten', 'tcp'], { stdio: [...stdio] })
    started.push(screen)
    const [display] = await once(screen.stdio[3] as Readable, 'data')
    const port = await freePort()
    const env = {
      ...process.env,
      ...sound.env,
      DISPLAY: `:${String(display).trim()}`,
      // It has none where containers may not nest.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    }
    started.push(spawn('WebKitWebDriver', [`--port=${port}`], { env, stdio: 'ignore' }))
    const driver = await createWebDriver(`http://127.0.0.1:${port}`, {
      'webkitgtk:browserOptions': { binary: process.env.OUTLOUD_MINIBROWSER, args: ['--automation', ...args] },
    })
    return {
      env: sound.env,
      open: async url => {
        await driver.go(url)
        while (!(await driver.evaluate(() => globalThis.workshop !== undefined))) await wait(20)
        return driver
      },
      close: async () => {
        await driver.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
