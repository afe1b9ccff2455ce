import type { SyntaxNode } from '@lezer/common'
import { hiddenOpening } from './parser.ts'

// A context grows with the depth of quotes and lists, and with the head of a table. Nobody listens that deep.
const longestContext = 1_024

/** What opens a block that goes on, as far as it has to be seen again. */
export function opening(text: string, leaf: SyntaxNode): string {
  if (leaf.name === 'Hidden') return `${hiddenOpening(text, leaf.from)}\n`
  if (leaf.name === 'Table') return text.slice(leaf.from, text.indexOf('\n', bodyOf(leaf)) + 1)
  const mark = leaf.firstChild
  return `${text.slice(leaf.from, mark?.to)}\n`
}

/**
 * Lines that open the containers again, each with a rule in it instead of what was said: a rule is a block that nothing
 * can be added to. The last line opens the block that goes on.
 */
export function contextOf(text: string, containers: readonly SyntaxNode[], leaf?: SyntaxNode, opening = ''): string {
  let context = ''
  containers.forEach((container, index) => {
    const start = lineStart(text, container.from)
    const next = containers[index + 1] ?? leaf
    const content = firstBlock(container)
    // The next line holds the marker of this container as well.
    if (next && lineStart(text, next.from) === start) return
    context += `${content ? text.slice(start, content.from) : `${text.slice(start, container.firstChild?.to)} `}___\n`
  })
  if (leaf) context += text.slice(lineStart(text, leaf.from), leaf.from) + opening
  return context.length > longestContext ? '' : context
}

function firstBlock(node: SyntaxNode): SyntaxNode | undefined {
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.type.is('Block')) return child
  return undefined
}

/** Start of the line that a position lies in. */
export function lineStart(text: string, position: number): number {
  return position > 0 ? text.lastIndexOf('\n', position - 1) + 1 : 0
}

/** Position behind the head of a table and the dashes under it. */
export function bodyOf(table: SyntaxNode): number {
  return table.getChild('TableDelimiter')?.to ?? table.to
}
