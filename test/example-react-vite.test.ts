import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs'
import { root } from './workspace.ts'

const executablePath = await findChromium()

describe.skipIf(executablePath === undefined)('the page of react-vite, in a browser that wants a gesture', () => {
  let server: ChildProcessByStdio<null, Readable, null>
  let address: string
  let browser: Browser
  let page: Page
  let problems: string[]

  beforeAll(async () => {
    // As it was built: a page that is worked on would load again whenever a package is.
    const vite = join(root, 'node_modules/vite/bin/vite.js')
    const env = { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' }
    server = spawn(process.execPath, [vite, 'preview', '--port', '0'], {
      cwd: `${root}/examples/react-vite`,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    server.stdout.setEncoding('utf8').on('data', text => {
      output += text
    })
    await vi.waitFor(() => expect(output).toMatch(/http:\S+/), 30_000)
    address = /http:\S+/.exec(output)?.[0] ?? ''
    const args = chromiumFlags.filter(flag => !flag.startsWith('--autoplay-policy'))
    browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [...args, '--autoplay-policy=user-gesture-required'],
    })
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    server?.kill()
  })
  beforeEach(async () => {
    problems = []
    page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
    })
    page.on('pageerror', error => problems.push(error.message))
    await page.goto(address)
  })
  afterEach(async () => {
    await page.close()
    expect(problems).toEqual([])
  })

  const button = () => page.locator('.bar button').first()
  const slider = () => page.getByLabel('Position')
  const seconds = async () => Number(await slider().inputValue())
  // As a text: what runs in the page knows the page, and this file does not.
  const standsOut = () =>
    page.evaluate<string>(`[...(CSS.highlights.get('speech')?.values() ?? [])].map(String).join('')`)

  test('Listen is heard, sentence by sentence, and pauses, goes on and stops by keys', {
    timeout: 60_000,
  }, async () => {
    expect(await standsOut()).toBe('')
    await button().click()
    await expect.poll(seconds, { timeout: 30_000 }).toBeGreaterThan(1)
    await expect.poll(standsOut, { timeout: 10_000 }).toBe('The lamp was lit an hour before sunset.')
    await expect.poll(standsOut, { timeout: 20_000 }).toMatch(/^Far out, a ship answered/)
    await page.keyboard.press('Space')
    expect(await button().textContent()).toBe('Go on')
    const paused = await seconds()
    await slider().focus()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(seconds).toBeLessThan(paused)
    expect(await slider().getAttribute('aria-valuetext')).toMatch(/^0:0\d of 0:\d\d$/)
    await page.keyboard.press('Escape')
    expect(await button().textContent()).toBe('Listen')
    expect(await standsOut()).toBe('')
  })

  test('an answer is heard while it is written, in place of the article', { timeout: 60_000 }, async () => {
    await button().click()
    await expect.poll(seconds, { timeout: 30_000 }).toBeGreaterThan(0)
    await page.getByText('Ask').click()
    await expect.poll(() => button().textContent()).toBe('Listen')
    await expect.poll(() => page.locator('.answer').textContent(), { timeout: 20_000 }).toContain('first words')
    expect(await page.getByText('Stop').isEnabled()).toBe(true)
    expect(await page.locator('.answer').textContent()).not.toContain('being written.')
    await page.getByText('Stop').click()
    expect(await page.getByText('Stop').isEnabled()).toBe(false)
  })

  test('has nothing that axe objects to, at rest and while it plays', { timeout: 60_000 }, async () => {
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
    const violations = () =>
      page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } }
        return (await axe.run()).violations.map(({ id }) => id)
      })
    expect(await violations()).toEqual([])
    await button().click()
    await expect.poll(seconds, { timeout: 30_000 }).toBeGreaterThan(0)
    expect(await violations()).toEqual([])
  })
})
