import { describe, expect, test } from 'vitest'
import { chatAnswer, chatAnswerSaid, joined, runsOf, said, textOf, tokens } from './said.fixture.ts'
import { speakable } from './speakable.ts'

/** What each token of a text sets free, with how many units had come by then. */
function steps(text: string): readonly { readonly at: number; readonly text: string; readonly end: number }[] {
  const stream = speakable()()
  let at = 0
  return tokens(text).flatMap(token => {
    at += token.length
    const runs = stream.push(token)
    return runs.length === 0 ? [] : [{ at, text: textOf(runs), end: runs[runs.length - 1]?.end ?? 0 }]
  })
}

describe('the answer of a chat model', () => {
  test('is what a person would say', () => expect(said(chatAnswer)).toBe(chatAnswerSaid))

  test.each([1, 5, 17])('is the same in tokens of %i units', size => {
    expect(joined(runsOf(tokens(chatAnswer, size)), chatAnswer)).toEqual(joined(runsOf([chatAnswer]), chatAnswer))
  })

  test('is said while it comes: every sentence is out within a few tokens of its end', () => {
    const all = steps(chatAnswer)
    for (const sentence of [
      "Here's a step-by-step breakdown:",
      '1. Install it.',
      'Then run:',
      'Voices, Free: 6, Pro: All.',
    ]) {
      const step = all.find(({ text }) => text.includes(sentence))
      expect(step, sentence).toBeDefined()
      expect(step!.at - step!.end, sentence).toBeLessThan(20)
    }
    expect(all.length).toBeGreaterThan(15)
  })

  test('leaves little to the end', () => {
    const last = steps(chatAnswer).at(-1)!
    expect(last.end).toBeGreaterThan(chatAnswer.length - 20)
  })
})

describe('a paragraph', () => {
  const sentences = Array.from({ length: 40 }, (_, i) => `This is sentence number ${i}, which says little. `)

  test('goes out clause by clause, long before it ends', () => {
    const [first, second] = steps(sentences.join(''))
    expect(first).toMatchObject({ text: 'This is sentence number 0, ', at: 30 })
    expect(second).toMatchObject({ text: 'which says little. ' })
  })

  test('waits at a mark that may open something, and no further back', () => {
    const [first, second] = steps(`All is well. But *this one ${sentences.join('')} ends* here.\n\nGood.`)
    expect(first?.text).toBe('All is well. ')
    expect(second?.text).toMatch(/^But this one This is sentence .*ends here\.\n\n$/)
  })

  test.each([
    ['a link', 'Read [this, and. that](https://example.com), now.', 'Read this, and. that, now.'],
    ['code', 'Type `a, b. c` here, now.', 'Type a, b. c here, now.'],
    [
      'code at the start of a line',
      'Some words before it\n```one, two``` three',
      'Some words before it\none, two three',
    ],
    ['the head of a table', '| First, one | Second, two |\n|---|---|\n| a | b |\n', 'First, one: a, Second, two: b.'],
    ['where a link leads', '[a]: https://example.com "One, two. Three."\n\nText', 'Text'],
    ['an item', 'Text that goes on\n1. Item that goes on, too.', 'Text that goes on.\n1. Item that goes on, too.'],
  ])('is not cut inside %s', (_name, markdown, spoken) => {
    expect(textOf(runsOf(tokens(markdown, 1))).trim()).toBe(spoken)
  })

  test('that opens something and never closes it is said all the same, after a bounded wait', () => {
    const text = `[${'word '.repeat(5_000)}`
    expect(textOf(runsOf([text]))).toBe(text)
    const waits = steps(text).map(({ at, end }) => at - end)
    expect(waits.length).toBeGreaterThan(3)
    expect(Math.max(...waits)).toBeLessThan(4_200)
  })
})

test('a character is not cut in two, however long the text without a place to cut', () => {
  const text = `[${'😀'.repeat(5_000)}`
  const runs = runsOf([text], { emoji: 'keep' })
  expect(runs.length).toBeGreaterThan(1)
  for (const run of runs) expect(() => encodeURIComponent(run.text)).not.toThrow()
})

describe('a stream', () => {
  test('can be used again after its end', () => {
    const stream = speakable()()
    const text = ' 1. *One, two, three and so on. Four, and the rest.'
    const once = [...stream.push(text), ...stream.flush()]
    expect(textOf(once)).toBe('1. *One, two, three and so on. Four, and the rest.')
    expect([...stream.push(text), ...stream.flush()]).toEqual(once)
    expect(stream.flush()).toEqual([])
  })

  test('knows nothing of another', () => {
    const make = speakable()
    const [one, two] = [make(), make()]
    one.push('```\ncode ')
    expect(textOf([...two.push('Text'), ...two.flush()])).toBe('Text')
  })

  test('says where each word comes from', () => {
    const source = '# Big *news*\n\n- AT&amp;T → [up](x)'
    const runs = runsOf([source]).filter(({ text }) => text.trim() !== '')
    expect(runs.map(({ text, start, end }) => [text, source.slice(start, end)])).toEqual([
      ['Big ', 'Big '],
      ['news', 'news'],
      ['.', ''],
      ['AT', 'AT'],
      [' and ', '&amp;'],
      ['T ', 'T '],
      ['to', '→'],
      ['up', 'up'],
      ['.', ''],
    ])
  })
})
