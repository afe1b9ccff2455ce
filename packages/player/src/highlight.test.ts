import { JSDOM } from 'jsdom'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { highlightSpeech } from './index.ts'
import { createStage, type Stage, secondsPerCharacter, status, until } from './stage.fixture.ts'

// Loaded before any clock is held.
await import('@outloud/core/text')

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const html = `
  <h1>A head<b>line</b>.</h1>
  <p>It is here. It is <em>he<i>r</i>e</em>.
     And it   <a href="#">goes on</a>, to the end.</p>`

const page = (): Element => {
  const { document } = new JSDOM(`<article>${html}</article>`).window
  return document.querySelector('article') ?? document.body
}

/** What stood out while the text was spoken, each once. */
async function seen(
  stage: Stage,
  element: Element,
  text: string,
  unit: 'sentence' | 'word',
): Promise<readonly string[]> {
  const found: string[] = []
  const stop = highlightSpeech(stage.player, element, { unit })
  stage.player.subscribeTime(() => {
    const marked = [...element.querySelectorAll('mark')].map(mark => mark.textContent).join('|')
    if (marked !== '' && marked !== found.at(-1)) found.push(marked)
  })
  stage.player.speak(text)
  await until(stage.player, status('ended'))
  stop()
  return found
}

const text = 'A headline.\nIt is here. It is here. And it goes on, to the end.'

describe('what is heard stands out, whatever the markup', () => {
  test('sentence by sentence, also those that are the same', async () => {
    const element = page()
    expect(await seen(createStage(), element, text, 'sentence')).toEqual([
      'A head|line|.',
      'It is here.',
      'It is |he|r|e|.',
      'And it   |goes on|, to the end.',
    ])
    expect(element.innerHTML).toBe(html)
  })

  test('the next of several that are the same, however often', async () => {
    const line = 'Once more, and from the start again.'
    const { document } = new JSDOM(`<div>${`<p>${line}</p>`.repeat(4)}</div>`).window
    const { player } = createStage()
    const stop = highlightSpeech(player, document.body)
    const paragraphs = [...document.querySelectorAll('p')]
    const seen: number[] = []
    player.subscribeTime(() => {
      const at = paragraphs.findIndex(paragraph => paragraph.querySelector('mark') !== null)
      if (at !== -1 && at !== seen.at(-1)) seen.push(at)
    })
    player.speak(Array(4).fill(line).join('\n\n'))
    await until(player, status('ended'))
    stop()
    expect(seen).toEqual([0, 1, 2, 3])
  })

  test('word by word', async () => {
    const found = await seen(createStage(), page(), text, 'word')
    expect(found.slice(0, 5)).toEqual(['A', 'head|line', 'It', 'is', 'here'])
    expect(found.at(-1)).toBe('end')
  })

  test('word by word as the server reports them, each while it is heard', async () => {
    const { player } = createStage()
    const element = page()
    const stop = highlightSpeech(player, element, { unit: 'word' })
    const seen: { readonly marked: string; readonly heard: readonly (string | undefined)[] }[] = []
    player.subscribeTime(() => {
      const { segments, segmentIndex } = player.getSnapshot()
      const { text = '', startTime = 0 } = segments[segmentIndex] ?? {}
      const letters = (player.getTime().currentTime - startTime) / secondsPerCharacter
      // The tone speaks all letters alike. Where one word ends and the next begins, it is either.
      const heardAt = (at: number) => Array.from(text.matchAll(/\S+/g)).findLast(({ index }) => index <= at)?.[0]
      const heard = [heardAt(letters - 0.01), heardAt(letters + 0.01)]
      const marked = [...element.querySelectorAll('mark')].map(mark => mark.textContent).join('')
      // A segment is looked for when it begins.
      if (marked !== '' && letters > 0.1) seen.push({ marked, heard })
    })
    player.speak(text, { streamFormat: 'sse' })
    await until(player, status('ended'))
    stop()
    expect(new Set(seen.map(({ marked }) => marked)).size).toBe(12)
    expect(seen.filter(({ marked, heard }) => !heard.includes(marked))).toEqual([])
  })

  test('nothing where the text does not stand', async () => {
    expect(await seen(createStage(), page(), 'Something else altogether.', 'sentence')).toEqual([])
  })

  test('the nodes are those that were there, and what was written since is kept', async () => {
    const { player } = createStage()
    const element = page()
    const before = element.querySelector('p')?.firstChild as Text
    const stop = highlightSpeech(player, element)
    player.speak(text)
    await until(player, () => element.querySelector('p mark') !== null)
    before.data = 'New. '
    player.stop()
    stop()
    expect(element.querySelector('p')?.firstChild).toBe(before)
    expect(before.data).toBe('New. ')
    expect(element.querySelector('mark')).toBeNull()
  })

  test('it ends with the sound, and when it is ended', async () => {
    const { player } = createStage()
    const element = page()
    const stop = highlightSpeech(player, element)
    player.speak(text)
    await until(player, () => element.querySelector('mark') !== null)
    player.pause()
    expect(element.querySelector('mark')).not.toBeNull()
    stop()
    expect(element.innerHTML).toBe(html)
    player.play()
    await until(player, status('ended'))
    expect(element.innerHTML).toBe(html)
  })
})
