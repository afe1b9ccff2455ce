import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createStage, type Stage } from './browser/stage.fixture.ts'
import { highlightSpeech } from './index.ts'

const html = `
  <h1>A head<b>line</b>.</h1>
  <p>It is <em>he<i>r</i>e</em> now.
     And it   <a href="#">goes on</a>, to the end.</p>`
const text = 'A headline.\n\nIt is here now. And it goes on, to the end.'

let article: HTMLElement
let stage: Stage
beforeEach(() => {
  article = document.createElement('article')
  article.innerHTML = html
  document.body.append(article)
  stage = createStage('rate=8')
})
afterEach(() => {
  stage.player.dispose()
  article.remove()
})

/** What the browser makes stand out by a name, without the white space of the page's source. */
const standsOut = (name = 'speech') =>
  Array.from(CSS.highlights.get(name) ?? [], range => range.toString())
    .join('')
    .replace(/\s+/g, ' ')

/** What stood out while it was heard, each once. */
async function seen(unit: 'sentence' | 'word'): Promise<readonly string[]> {
  const found: string[] = []
  const stop = highlightSpeech(stage.player, article, { unit })
  stage.player.subscribeTime(() => {
    const now = standsOut()
    if (now !== '' && now !== found.at(-1)) found.push(now)
  })
  await stage.player.speakAsync(text)
  stop()
  return found
}

describe('the CSS Custom Highlight over nested markup', () => {
  test('holds each sentence while it is heard, and leaves the document as it is', async () => {
    const changes: MutationRecord[] = []
    const observer = new MutationObserver(records => changes.push(...records))
    observer.observe(article, { subtree: true, childList: true, characterData: true, attributes: true })
    const sentences = ['A headline.', 'It is here now.', 'And it goes on, to the end.']
    expect(await seen('sentence')).toEqual(sentences)
    expect([...changes, ...observer.takeRecords()]).toEqual([])
    observer.disconnect()
    expect(CSS.highlights.has('speech')).toBe(false)
  })

  test('holds each word, less the marks around it', async () => {
    expect(await seen('word')).toEqual(text.match(/\w+/g))
  })

  test('is what a style sheet styles by its name, in every node that it crosses', async () => {
    const style = document.createElement('style')
    style.textContent = '::highlight(read-aloud) { background-color: rgb(1, 2, 3) }'
    document.head.append(style)
    const stop = highlightSpeech(stage.player, article, { name: 'read-aloud' })
    stage.player.speak('It is here now.')
    await vi.waitFor(() => expect(standsOut('read-aloud')).toBe('It is here now.'), { timeout: 10_000 })
    const nodes = Array.from(CSS.highlights.get('read-aloud') ?? [], range => range.startContainer.textContent)
    expect(nodes.map(node => node?.split('\n')[0])).toEqual(['It is ', 'he', 'r', 'e', ' now.'])
    expect(getComputedStyle(article, '::highlight(read-aloud)').backgroundColor).toBe('rgb(1, 2, 3)')
    stop()
    expect(CSS.highlights.has('read-aloud')).toBe(false)
    style.remove()
  })
})
