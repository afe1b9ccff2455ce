import { describe, expect, test } from 'vitest'
import { said } from './said.fixture.ts'

describe('headings', () => {
  test.each([
    ['# Title\n\nText', 'Title.\n\nText'],
    ['## Closed ##\n', 'Closed. \n'],
    ['### What now?\n', 'What now?\n'],
    ['# “Quoted.”\n', '“Quoted.”\n'],
    ['# Ingredients:\n', 'Ingredients:\n'],
    ['Underlined\n======\nText', 'Underlined.\n\nText'],
    ['#hashtag', '#hashtag'],
    ['# 標題\n', '標題。\n'],
    ['# शीर्षक\n', 'शीर्षक।\n'],
  ])('%j are sentences of their own', (markdown, spoken) => expect(said(markdown)).toBe(spoken))
})

describe('lists', () => {
  test.each([
    ['- one\n- two!\n', 'one.\ntwo!\n'],
    ['* one\n\n  more\n', 'one.\n\nmore.\n'],
    ['- a\n  - b\n    - c\n- d\n', 'a.\nb.\nc.\nd.\n'],
    ['Buy:\n- milk\n\nThen rest', 'Buy:\nmilk.\n\nThen rest'],
    ['My list\n- milk\n', 'My list.\nmilk.\n'],
    ['- [x] done\n- [ ] open\n', 'done.\nopen.\n'],
    ['- \n- text\n', '\ntext.\n'],
  ])('%j are said item by item', (markdown, spoken) => expect(said(markdown)).toBe(spoken))

  test.each([
    ['1. one\n2. two\n', '1. one.\n2. two.\n'],
    ['1. one\n1. two\n1. three\n', '1. one.\n2. two.\n3. three.\n'],
    ['7) seven\n8) eight\n', '7. seven.\n8. eight.\n'],
    ['1. a\n   1. b\n   2. c\n2. d\n', '1. a.\n1. b.\n2. c.\n2. d.\n'],
    ['> 1. An item in a quote\n\n> 1. And another\n', '1. An item in a quote.\n\n1. And another.\n'],
    ['1.\n1. After an empty one\n', '1.\n2. After an empty one.\n'],
  ])('%j keep the numbers a reader sees', (markdown, spoken) => expect(said(markdown)).toBe(spoken))

  test('end an item once, however long it is', () => {
    const item = 'word '.repeat(3_000).trim()
    expect(said(`- ${item}\n- next`)).toBe(`${item}.\nnext.`)
  })

  test('count on, however long an item is', () => {
    const item = `1. ${'A sentence of this item. '.repeat(50)}\n   - ${'And of one inside. '.repeat(50)}\n`
    expect(said(item.repeat(12)).match(/^\d+\./gm)).toEqual(Array.from({ length: 12 }, (_, index) => `${index + 1}.`))
  })
})

describe('tables', () => {
  const table = '| Name | Age |\n|:-----|----:|\n| Ada | 36 |\n| **Bob** | |\n'

  test('are said row by row, each cell after the head of its column', () => {
    expect(said(table)).toBe('\nName: Ada, Age: 36.\nName: Bob.\n')
  })

  test('may begin without a bar, and end in carriage returns', () => {
    expect(said('Name | Age\n---|---\nAda | 36\n')).toBe('\nName: Ada, Age: 36.\n')
    expect(said(table.replaceAll('\n', '\r\n')).replaceAll(/\s+/g, ' ')).toBe(' Name: Ada, Age: 36. Name: Bob. ')
  })

  test('answer with yes and no where a cell is a mark', () => {
    expect(said('| | Pro |\n|---|---|\n| Support | ✅ |\n| Refund | ❌ |\n| Voices | ✅ all |\n')).toBe(
      '\nSupport, Pro: yes.\nRefund, Pro: no.\nVoices, Pro: all.\n',
    )
  })

  test('pass over a cell that nothing is said of', () => {
    expect(said('| a | b | c |\n|---|---|---|\n| 🎉 | x | |\n')).toBe('\nb: x.\n')
  })

  test('keep their head for as many rows as there are', () => {
    const rows = Array.from({ length: 400 }, (_, index) => `| ${index} | ${index * 2} |\n`)
    const lines = said(`| Number | Double |\n|---|---|\n${rows.join('')}`)
      .trim()
      .split('\n')
    expect(lines).toEqual(rows.map((_, index) => `Number: ${index}, Double: ${index * 2}.`))
  })

  test('end where another block begins', () => {
    expect(said(`${table}---\nAfter`)).toBe('\nName: Ada, Age: 36.\nName: Bob.\n\nAfter')
  })
})

describe('the rest', () => {
  test.each([
    ['a quotation', '> Quoted\n> text.\n\nMore', 'Quoted\ntext.\n\nMore'],
    ['a rule', 'One\n\n* * *\n\nTwo', 'One\n\n\n\nTwo'],
    ['a rule right under a text', 'One\n---\nTwo', 'One.\n\nTwo'],
    ['an indented paragraph', '    Once upon a time.\n\n\tThere was.', '    Once upon a time.\n\n\tThere was.'],
    ['code that ends with its item', '- ```\nText', 'Code block.\nText'],
    ['code that ends with its quote', '> ```\n> a line of code\n\n> And then text', 'Code block.\n\n\nAnd then text'],
    ['a comment', 'One\n\n<!-- two\n\nthree -->\n\nFour', 'One\n\n\n\nFour'],
    ['a script', '<script>\nlet a\n\nlet b\n</script>\nText', '\nText'],
    ['the definition of a link', 'See [this][1].\n\n[1]: https://example.com "Title"\n', 'See this.\n\n\n'],
    ['footnotes', 'One[^1] two.\n\n[^1]: A note.\n[^2]: Another\n', 'One two.\n\nA note.\nAnother\n'],
    ['a footnote of one word', '[^1]: Ibidem\n', 'Ibidem\n'],
    ['quotes deeper than anyone follows', `${'>'.repeat(150)} deep`, `${'>'.repeat(50)} deep`],
  ])('%s', (_name, markdown, spoken) => expect(said(markdown)).toBe(spoken))
})
