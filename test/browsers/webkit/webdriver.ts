import { setTimeout as wait } from 'node:timers/promises'
import type { Tab } from '../player-suite.ts'

/** A browser behind a driver that speaks W3C WebDriver. */
interface WebDriver extends Tab {
  go(url: string): Promise<void>
  close(): Promise<void>
}

/** How long a command may take, in milliseconds: some wait for sound to end. */
const patience = 25_000

/** Starts a browser by the driver at this address, which may be about to listen. */
export async function createWebDriver(url: string, capabilities: object): Promise<WebDriver> {
  async function send(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${url}${path}`, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(patience),
    })
    const { value } = (await response.json()) as {
      readonly value: { readonly error?: string; readonly message?: string }
    }
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`)
    return value
  }

  const isThere = () =>
    send('GET', '/status').then(
      () => true,
      () => false,
    )
  for (let asked = 0; !(await isThere()); asked++) {
    if (asked === 500) throw new Error(`${url}: expected a WebDriver, none came`)
    await wait(20)
  }
  const { sessionId } = (await send('POST', '/session', { capabilities: { alwaysMatch: capabilities } })) as {
    readonly sessionId: string
  }
  const session = `/session/${sessionId}`
  await send('POST', `${session}/timeouts`, { script: patience })

  return {
    go: async to => void (await send('POST', `${session}/url`, { url: to })),
    evaluate: async (run, ...values) => {
      const script = `const values = [...arguments], done = values.pop();
        (async () => (${String(run)})(...values))().then(value => done({ value }), error => done({ error: String(error) }))`
      const told = await send('POST', `${session}/execute/async`, { script, args: values })
      const { value, error } = told as { readonly value: never; readonly error?: string }
      if (error !== undefined) throw new Error(error)
      return value
    },
    title: async () => String(await send('GET', `${session}/title`)),
    click: async selector => {
      const found = await send('POST', `${session}/element`, { using: 'css selector', value: selector })
      const [element] = Object.values(found as Readonly<Record<string, string>>)
      await send('POST', `${session}/element/${element}/click`, {})
    },
    close: async () => void (await send('DELETE', session).catch(() => {})),
  }
}
