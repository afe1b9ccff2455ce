import type { SyntaxNode, Tree } from '@lezer/common'
import type { SpokenRun } from '../text/spoken.ts'
import { type Speaker, sayInline } from './inline.ts'
import { createRuns, type Stretch, type Voice } from './runs.ts'
import { sayRow } from './table.ts'
import type { Wording } from './wording.ts'

/** A part of a document that is to be said, and what is known from the parts before. */
export interface Part extends Stretch {
  readonly tree: Tree
  /** Where a block begins that goes on after this part; it is not ended here. */
  readonly openFrom: number
}

export interface Manner {
  readonly code: 'skip' | 'announce' | 'read'
  readonly wording: Wording
}

// Quotes and lists nested deeper are said as they are written, so that no stack overflows.
const deepestSaid = 100

/** What is said of one part of a document. */
export function sayBlocks(part: Part, { code, wording }: Manner, voice: Voice): SpokenRun[] {
  const { text } = part
  const runs = createRuns(part, wording, voice)
  const speaker: Speaker = { text, runs }

  /** Blocks one after the other. Around them only lines count, but at the top the source is kept as it is. */
  function sayChildren(node: SyntaxNode, to: number, depth: number): void {
    if (depth > deepestSaid) {
      runs.copy(node.from, to)
      return
    }
    const isTop = node.name === 'Document'
    let at = node.from
    for (let child = node.firstChild; child; child = child.nextSibling) {
      sayGap(at, child.from, isTop)
      sayBlock(child, depth + 1)
      at = child.to
    }
    sayGap(at, to, isTop)
  }

  function sayGap(from: number, to: number, isTop: boolean): void {
    if (isTop) runs.copy(from, to)
    else
      for (let end = text.indexOf('\n', from); end >= 0 && end < to; end = text.indexOf('\n', end + 1))
        runs.copy(end, end + 1)
  }

  function sayBlock(node: SyntaxNode, depth: number): void {
    if (node.to < part.from || node.from >= part.to) return
    if (node.name === 'OrderedList') sayOrderedList(node, depth)
    else if (node.type.is('BlockContext')) sayChildren(node, node.to, depth)
    else if (node.type.is('LeafBlock')) sayLeaf(node)
  }

  function sayOrderedList(list: SyntaxNode, depth: number): void {
    // A list that goes on is counted on.
    if (list.from >= part.from) voice.numbers.length = depth
    let at = list.from
    for (let item = list.firstChild; item; item = item.nextSibling) {
      sayGap(at, item.from, false)
      const mark = item.getChild('ListMark')
      if (mark && mark.from >= part.from && mark.from < part.to) sayNumber(mark, depth)
      if (item.to >= part.from) sayChildren(item, item.to, depth + 1)
      at = item.to
    }
  }

  /** The number as a reader sees it: counted from the first one, whatever the source has. */
  function sayNumber(mark: SyntaxNode, depth: number): void {
    const written = Number(text.slice(mark.from, mark.to - 1))
    const last = voice.numbers[depth]
    const number = last === undefined ? written : last + 1
    voice.numbers[depth] = number
    voice.numbers.length = depth + 1
    if (number === written && text[mark.to - 1] === '.') runs.copy(mark.from, mark.to)
    else runs.say(`${number}.`, mark.from, mark.to)
    if (text[mark.to] !== '\n') runs.copy(mark.to, mark.to + 1)
  }

  function sayLeaf(node: SyntaxNode): void {
    if (node.from >= part.from) {
      runs.begin()
      voice.paused = true
    }
    sayContent(node)
    if (node.from !== part.openFrom && endsSentence(node)) runs.stop()
    voice.fresh = false
  }

  function sayContent(node: SyntaxNode): void {
    const { name, from, to } = node
    if (name === 'FencedCode') sayCode(node)
    else if (name === 'Table') sayTable(node)
    else if (name === 'LinkReference') sayReference(node)
    else if (name !== 'Hidden' && name !== 'HorizontalRule') sayInline(speaker, node, from, to)
  }

  /** Headings and items are sentences, and so is a paragraph that another block follows without a blank line. */
  function endsSentence(node: SyntaxNode): boolean {
    if (node.name.includes('Heading')) return true
    if (node.name !== 'Paragraph' && node.name !== 'Task') return false
    if (node.parent?.name === 'ListItem') return true
    return /^[ \t\r>]*\n[ \t\r>]*[^\s>]/.test(text.slice(node.to))
  }

  function sayCode(node: SyntaxNode): void {
    const end = node.getChild('CodeInfo')?.to ?? node.getChild('CodeMark')?.to ?? node.to
    if (code === 'announce') runs.say(wording.language.codeBlock, node.from, end)
    if (code !== 'read') {
      // The end of the first line alone: the block has others, but not before they are there.
      sayGap(end, Math.min(lineEnd(end), node.to), false)
      return
    }
    let at = node.from
    for (const lines of node.getChildren('CodeText')) {
      // With the end of the line, which belongs to no node where the line is the last so far.
      const end = text[lines.to] === '\n' ? lines.to + 1 : lines.to
      runs.copy(Math.max(at, lines.from), end)
      at = end
    }
  }

  function lineEnd(position: number): number {
    const end = text.indexOf('\n', position)
    return end < 0 ? text.length : end + 1
  }

  function sayTable(node: SyntaxNode): void {
    const header = node.getChild('TableHeader')
    let at = node.from
    for (const row of node.getChildren('TableRow')) {
      sayGap(at, row.from, false)
      at = row.to
      if (header && row.from >= part.from && row.from < part.to) sayRow(speaker, part, wording, header, row)
    }
    sayGap(at, node.to, false)
  }

  /** Where a link leads is not said, but a footnote of one word looks the same. */
  function sayReference(node: SyntaxNode): void {
    const mark = node.getChild('LinkMark')
    if (mark && text.startsWith('[^', node.from)) sayInline(speaker, node, mark.to, node.to)
  }

  sayChildren(part.tree.topNode, text.length, 0)
  return runs.all
}
