import type { SyntaxNode, Tree } from '@lezer/common'
import { bodyOf, contextOf, lineStart, opening } from './context.ts'
import { isInside, unsettled } from './unsettled.ts'

/** Where a text under way can be cut, so that nothing before the cut depends on what follows it. */
export interface Cut {
  readonly at: number
  /** Text that puts a parser into the state it has at the cut. It stands in front of what follows. */
  readonly context: string
  /** Where the block that goes on after the cut begins. */
  readonly openFrom: number
}

export interface Unfinished {
  readonly text: string
  readonly tree: Tree
  /** What lies before was said already; it is there as context only. */
  readonly from: number
  /** Positions at which a paragraph may be cut, in order: ends of clauses. */
  readonly stops: readonly number[]
}

/**
 * The last sound cut of a text that goes on.
 *
 * A block is final once another follows it or its end was seen, for Markdown's blocks are decided line by line. Of the
 * block still open, whole lines of code and whole rows of a table are final. A paragraph is final up to the end of a
 * clause before anything that may still turn out to be markup: a mark that opens something not closed yet, or a line
 * that may be the head of a table.
 */
export function settle(unfinished: Unfinished): Cut {
  const { text, tree, from, stops } = unfinished
  const { containers, leaf } = openPath(tree)
  const deepest = containers[containers.length - 1]
  // A marker with nothing behind it yet, unless a blank line says that nothing comes.
  if (!leaf && deepest && !blankLine.test(text.slice(deepest.firstChild?.to)))
    return cutBefore(unfinished, containers, deepest)
  if (!leaf || isClosed(text, leaf)) {
    const { at, context, openFrom } = cutBetween(text, containers, lineStart(text, text.length))
    // A blank line ends a quote, so that one after it is another.
    const isEnded = containers.length > 0 && blankLine.test(text.slice(leaf?.to, at))
    return { at, context: isEnded ? `${context}\n` : context, openFrom }
  }
  switch (leaf.name) {
    case 'FencedCode':
    case 'Hidden':
    case 'Table': {
      const at = lineStart(text, text.length)
      // Until its first line is whole, or the two that make a table, it may be something else.
      if (at <= (leaf.name === 'Table' ? bodyOf(leaf) : leaf.from)) return { at: from, context: '', openFrom: from }
      return { at, context: contextOf(text, containers, leaf, opening(text, leaf)), openFrom: leaf.from }
    }
    case 'Paragraph':
    case 'Task': {
      const limit = unsettled(text, leaf)
      const at = stops.findLast(stop => stop <= limit && !isInside(leaf, stop)) ?? 0
      if (at > Math.max(from, leaf.from)) return cutInside(text, containers, leaf, at)
    }
  }
  return cutBefore(unfinished, containers, leaf)
}

const blankLine = /\n[ \t\r]*\n/

/** A cut where there is none, in a text that has grown too long to be waited for: markup left open is text. */
export function settleAnyhow({ text, tree, from, stops }: Unfinished): Cut {
  const { containers, leaf } = openPath(tree)
  // Not between the halves of a surrogate pair.
  const whole = /[\uD800-\uDBFF]$/.test(text) ? text.length - 1 : text.length
  if (!leaf || isClosed(text, leaf)) return { at: whole, context: '', openFrom: whole }
  if (leaf.name === 'FencedCode' || leaf.name === 'Hidden')
    return { at: whole, context: contextOf(text, containers, leaf, opening(text, leaf)), openFrom: leaf.from }
  const begin = Math.max(from, leaf.from)
  const space = text.lastIndexOf(' ') + 1
  const at = [stops[stops.length - 1] ?? 0, space].find(candidate => candidate > begin) ?? whole
  return cutInside(text, containers, leaf, at)
}

/** The blocks that the end of the text lies in. Lists count through their items. */
function openPath(tree: Tree): { readonly containers: readonly SyntaxNode[]; readonly leaf: SyntaxNode | undefined } {
  const containers: SyntaxNode[] = []
  for (let node = lastBlock(tree.topNode); ; node = lastBlock(node)) {
    if (!node?.type.is('BlockContext')) return { containers, leaf: node }
    if (!isList(node)) containers.push(node)
  }
}

function isList(node: SyntaxNode): boolean {
  return node.name === 'BulletList' || node.name === 'OrderedList'
}

function lastBlock(node: SyntaxNode): SyntaxNode | undefined {
  for (let child = node.lastChild; child; child = child.prevSibling) if (child.type.is('Block')) return child
  return undefined
}

function isClosed(text: string, leaf: SyntaxNode): boolean {
  const lineEnds = text.slice(leaf.to).split('\n', 3).length - 1
  if (leaf.name === 'Hidden') return lineEnds > 0 && leaf.lastChild !== null
  // Where the mark that opens it is not its last, the fence is closed. It also ends with the quote it stands in.
  if (leaf.name === 'FencedCode')
    return lineEnds > (leaf.lastChild?.name === 'CodeMark' && leaf.lastChild.from > leaf.from ? 0 : 1)
  // These may go on in the next line, and a blank one is not theirs.
  return lineEnds > (goOn.has(leaf.name) ? 1 : 0)
}

const goOn: ReadonlySet<string> = new Set(['Paragraph', 'Task', 'Table', 'LinkReference'])

function cutBetween(text: string, containers: readonly SyntaxNode[], at: number): Cut {
  return { at, context: contextOf(text, containers), openFrom: at }
}

/** A cut before the line in which a block begins, so that the line is seen again as a whole. */
function cutBefore({ text }: Unfinished, containers: readonly SyntaxNode[], block: SyntaxNode): Cut {
  const at = lineStart(text, block.from)
  const kept = containers.filter(container => container.from < at)
  // An item goes on with the list of the item before it.
  let before = containers[kept.length]?.prevSibling
  while (before && before.name !== 'ListItem') before = before.prevSibling
  return cutBetween(text, before ? [...kept, before] : kept, at)
}

function cutInside(text: string, containers: readonly SyntaxNode[], leaf: SyntaxNode, at: number): Cut {
  const last = text[at - 1] ?? ' '
  // What a mark means depends on the unit before it; a unit that is a mark itself is as good as any punctuation.
  const context = contextOf(text, containers, leaf, `x${/[*_~`<[\\&!|]/.test(last) ? '.' : last}`)
  return { at, context, openFrom: leaf.from }
}
