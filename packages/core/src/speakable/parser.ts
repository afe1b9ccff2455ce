import type { Tree } from '@lezer/common'
import {
  Autolink,
  InlineContext,
  type MarkdownConfig,
  type MarkdownParser,
  parser,
  Strikethrough,
  Table,
  TaskList,
} from '@lezer/markdown'
import { isIdeographic, isSpace } from '../text/characters.ts'
import { pausesAt } from './stops.ts'

// Blocks whose content is nobody's text. What opens one, and what ends it.
const hiddenBlocks = [
  [/^<!--/, '-->'],
  [/^<script(?=[\s>]|$)/i, '</script>'],
  [/^<style(?=[\s>]|$)/i, '</style>'],
] as const

/** What a hidden block begins with, as far as it has to be seen again to know that it is one. */
export function hiddenOpening(text: string, at: number): string {
  const head = text.slice(at, at + 8)
  return hiddenBlocks.map(([opening]) => opening.exec(head)?.[0]).find(found => found !== undefined) ?? ''
}

/**
 * HTML is read: its tags are dropped one by one where they stand in a text, and Markdown between them counts. Only
 * comments, scripts and style sheets are blocks of their own, which may hold blank lines.
 */
const hidden: MarkdownConfig = {
  defineNodes: [{ name: 'Hidden', block: true }, { name: 'HiddenMark' }],
  parseBlock: [
    {
      name: 'HTMLBlock',
      parse(context, line) {
        const rest = line.text.slice(line.pos)
        const ending = hiddenBlocks.find(([opening]) => opening.test(rest))?.[1]
        if (!ending) return false
        const endOf = (text: string) => text.toLowerCase().indexOf(ending)
        // A comment that others share the line with is dropped as part of that line.
        if (ending === '-->' && endOf(rest) >= 0 && endOf(rest) + ending.length < rest.trimEnd().length) return false
        const from = context.lineStart + line.pos
        let closed = endOf(rest) >= 0
        while (context.nextLine() && !closed) closed = endOf(line.text) >= 0
        const to = context.prevLineEnd()
        const marks = closed ? [context.elt('HiddenMark', to, to)] : []
        context.addElement(context.elt('Hidden', from, to, marks))
        return true
      },
    },
  ],
}

/**
 * A line of `=` under a title is a rule like any other: the title is a sentence for being cut off by a block. The
 * parser's own underlines would make a heading of a table that a rule follows.
 */
const underline: MarkdownConfig = {
  parseBlock: [
    {
      name: 'SetextHeading',
      parse(context, line) {
        if (!isUnderline(line.text, line.pos)) return false
        const from = context.lineStart + line.pos
        context.nextLine()
        context.addElement(context.elt('HorizontalRule', from, context.prevLineEnd()))
        return true
      },
      endLeaf: (_context, line) => isUnderline(line.text, line.pos),
    },
  ],
  // Whoever indents a paragraph means a paragraph.
  remove: ['IndentedCode'],
}

function isUnderline(text: string, from: number): boolean {
  return /^=+\s*$/.test(text.slice(from))
}

/**
 * Stars next to ideographs. CommonMark has spaces around words in mind: by its rules the second pair of stars in
 * `**重点：**内容` closes nothing, though that is how models write.
 */
const wideEmphasis: MarkdownConfig = {
  parseInline: [
    {
      name: 'WideEmphasis',
      before: 'Emphasis',
      parse(context, next, from) {
        if (next !== 0x2a) return -1
        let to = from + 1
        while (context.char(to) === next) to++
        const before = context.char(from - 1)
        const after = context.char(to)
        if (!isIdeographic(before) && !isIdeographic(after)) return -1
        const opens = after >= 0 && !isSpace(after) && !pausesAt(after)
        const closes = from > context.offset && !isSpace(before)
        return context.addDelimiter(InlineContext.emphasisAsterisk, from, to, opens, closes)
      },
    },
  ],
}

/**
 * Markdown as chat models write it: CommonMark with GitHub's tables, task lists, strikethrough and bare links.
 * @lezer/markdown gives the place of every mark in the source, takes unfinished text for what it is so far, needs time
 * linear in it for what people write, and resolves no link references, which no stream could wait for.
 */
const markdown: MarkdownParser = parser.configure([
  Table,
  TaskList,
  Strikethrough,
  Autolink,
  hidden,
  underline,
  wideEmphasis,
])

/** Parses Markdown. Positions in the tree are those of the text. */
export function parse(text: string): Tree {
  // The parser takes white space after the last bar of a table for a cell, a carriage return above all.
  return markdown.parse(text.replace(/\|[ \t\r]+(?=\n)/g, bar => `${' '.repeat(bar.length - 1)}|`))
}
