import type { SyntaxNode } from '@lezer/common'
import { lineStart } from './context.ts'

/** First position of a paragraph that what follows may still change. */
export function unsettled(text: string, leaf: SyntaxNode): number {
  const first = leaf.firstChild
  // What may become the definition of a link.
  if (first?.name === 'Link' && first.from === leaf.from && text[first.to] === ':') return leaf.from
  // A line is no head of a table if a whole line after it makes it none.
  const line = lineStart(text, text.length)
  const undecided = lineStart(text, line - 1)
  const pipe = text.indexOf('|', Math.max(undecided, leaf.from))
  const limit = pipe < 0 ? text.length : Math.max(leaf.from, lineStart(text, pipe))
  return Math.min(limit, firstOpener(text, leaf, leaf.from, leaf.to))
}

/** Whether a position lies within a piece of markup, which is said as a whole. */
export function isInside(leaf: SyntaxNode, position: number): boolean {
  const child = leaf.childAfter(position)
  return child !== null && child.from < position
}

/** First place in `[from, to)` of a node where something may open that the parser found no end of. */
function firstOpener(text: string, node: SyntaxNode, from: number, to: number): number {
  let at = from
  for (let child = node.firstChild; child && child.from < to; child = child.nextSibling) {
    const opener = openerIn(text, at, child.from)
    if (opener < text.length) return opener
    // What an open link or a code span breaks up is no emphasis, so the whole of it waits.
    if (nests.has(child.name) && firstOpener(text, child, child.from, contentEnd(child)) < text.length)
      return child.from
    at = child.to
  }
  return openerIn(text, at, to)
}

const nests: ReadonlySet<string> = new Set(['Emphasis', 'StrongEmphasis', 'Strikethrough', 'Link', 'Image'])

/** The destination of a link is no text. */
function contentEnd(node: SyntaxNode): number {
  return node.getChildren('LinkMark')[1]?.from ?? node.to
}

// Marks that can open something, by what stands around them: a star or a tilde before a space cannot, nor an underscore
// inside a word.
const openers = /[`[]|\*(?!\s|$)|(?<![\p{L}\p{N}])_(?!\s|$)|~~(?!\s|$)|<(?=[a-z/!?])/giu

function openerIn(text: string, from: number, to: number): number {
  openers.lastIndex = from
  const match = from < to ? openers.exec(text.slice(0, to + 1)) : null
  return match && match.index < to ? match.index : text.length
}
