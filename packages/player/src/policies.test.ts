import { afterEach, describe, expect, test, vi } from 'vitest'
import { executablePath, openSite, type Site } from './browser/page.fixture.ts'

let site: Site | undefined
afterEach(async () => {
  await site?.close()
  site = undefined
})

const say = (...texts: readonly string[]) => texts.map(text => `&say=${encodeURIComponent(text)}`).join('')
const becomes = ({ history }: Site, wanted: readonly string[]) =>
  vi.waitFor(() => expect(history).toEqual(wanted), { timeout: 15_000, interval: 20 })
const heard = ['loading', 'playing', 'ended']

describe.skipIf(executablePath === undefined)('a page (skipped without Chromium)', () => {
  const strict = "default-src 'none'; script-src 'self'; media-src blob:"

  test.each(['mp3', 'pcm', 'flac'])('that allows media from blobs alone speaks %s', async format => {
    site = await openSite({ policy: strict, address: `?format=${format}${say('tone 440 Hz 1 s')}` })
    await becomes(site, heard)
    expect(site.violations).toEqual([])
  })

  test('that allows scripts from blobs speaks by the worklet; without that it says so', async () => {
    const address = `?format=pcm${say('tone 440 Hz 1 s')}#worklet`
    site = await openSite({ policy: "default-src 'none'; script-src 'self' blob:", address })
    await becomes(site, heard)
    await site.close()
    site = await openSite({ policy: strict, address })
    await becomes(site, ['loading', 'error'])
  })

  test.each([
    ['an element', '?format=mp3', '', 'user-gesture-required'],
    // The rule for elements leaves contexts alone.
    ['the worklet', '?format=pcm', '#worklet', 'document-user-activation-required'],
  ] as const)('that waits for a gesture asks for nothing, then speaks by %s', async (_by, query, hash, autoplay) => {
    const address = `${query}${say('tone 440 Hz 1 s', 'tone 440 Hz 1.1 s')}${hash}`
    site = await openSite({ policy: "default-src 'self' blob:", address, autoplay })
    await becomes(site, ['loading', 'blocked'])
    expect(await site.seen()).toEqual([])
    await site.page.mouse.click(20, 15)
    // Once it was allowed, what follows needs no gesture.
    await becomes(site, ['loading', 'blocked', ...heard, ...heard])
    expect(await site.seen()).toHaveLength(2)
  })
})
