import { describe, expect, test } from 'vitest'
import { said } from './said.fixture.ts'

describe('marks are not said', () => {
  test.each([
    ['*a* **b** ***c*** _d_ __e__ ~~f~~', 'a b c d e f'],
    ['`code` and ``a ` b``', 'code and a ` b'],
    ['one  \ntwo\\\nthree', 'one  \ntwo\nthree'],
    ['\\*not emphasis\\* and \\# no heading', '*not emphasis* and # no heading'],
    ['**重点：**内容，**“好”**的', '重点：内容，“好”的'],
    [
      '他说了一些很长很长的话，然后又说了一句。*Hello there* 对',
      '他说了一些很长很长的话，然后又说了一句。Hello there 对',
    ],
    ['**never closed', 'never closed'],
  ])('%j', (markdown, spoken) => expect(said(markdown)).toBe(spoken))
})

describe('what only looks like markup is', () => {
  test.each([
    'snake_case_name and __init',
    'a * b, 3 *4',
    'an [aside] and [another [one]]',
    'I love <you, a<b',
    'Footnote* here',
    'one `tick',
    '2018 was good',
    'A (b) [c] {d} / e | f',
  ])('%j', text => expect(said(text)).toBe(text))
})

describe('links', () => {
  test.each([
    ['[text](https://example.com/a(b)c "Title")', 'text'],
    ['[*all* `of` it][ref] and [this][]', 'all of it and this'],
    ['![a cat](cat.png) ![](none.png)', 'a cat '],
    ['[![badge](b.svg)](https://example.com)', 'badge'],
    ['see https://www.example.com/a/b?c=d#e.', 'see example.com.'],
    ['see www.example.com/path, <https://user@example.org:8080/>', 'see example.com, example.org'],
    ['[https://example.com/long/path](https://example.com/long/path)', 'example.com'],
    ['ada@example.com <mailto:bob@example.com>', 'ada@example.com bob@example.com'],
  ])('%j are said by their text or their host', (markdown, spoken) => expect(said(markdown)).toBe(spoken))
})

describe('HTML', () => {
  test.each([
    ['H<sub>2</sub>O<br>and <b class="x">more</b>', 'H2O\nand more'],
    ['<p>One</p><p>Two.</p>', 'One.  Two. '],
    ['<details><summary>More</summary>\nText\n</details>', 'More. \nText.\n'],
    ['a <!-- b --> c', 'a  c'],
    ['&eacute;&#233;&#xE9; &nope; &lt;', 'ééé &nope; <'],
    ['AT&amp;T &amp; co&hellip; &toString;', 'AT and T and co… &toString;'],
    ['a&nbsp;&copy; 3&times;4 &yuml;', 'a\u00A0© 3 times 4 ÿ'],
    ['&#0;&#x110000;', '\uFFFD\uFFFD'],
  ])('%j loses its tags', (markdown, spoken) => expect(said(markdown)).toBe(spoken))
})
