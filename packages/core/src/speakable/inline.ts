import type { SyntaxNode } from '@lezer/common'
import { lineStart } from './context.ts'
import { decodeEntity } from './entity.ts'
import type { Runs } from './runs.ts'

/** What inline markup is said with: the parsed text, and where what is said goes. */
export interface Speaker {
  readonly text: string
  readonly runs: Runs
}

/** Says `[from, to)` of a node: the text between its children, and the children. */
export function sayInline(speaker: Speaker, node: SyntaxNode, from: number, to: number): void {
  let at = from
  for (let child = node.firstChild; child && child.from < to; child = child.nextSibling) {
    if (child.to <= at) continue
    speaker.runs.read(at, child.from)
    at = sayNode(speaker, child)
  }
  speaker.runs.read(at, to)
}

/** Says one piece of inline markup and gives the position after it. */
function sayNode(speaker: Speaker, node: SyntaxNode): number {
  const { text, runs } = speaker
  const { name, from, to } = node
  switch (name) {
    case 'Emphasis':
      // Stars between digits multiply.
      if (/^\d\*\d/.test(text.slice(from - 1, from + 2))) runs.read(from, to)
      else sayInline(speaker, node, from, to)
      break
    case 'StrongEmphasis':
    case 'Strikethrough':
      sayInline(speaker, node, from, to)
      break
    case 'InlineCode':
      runs.copy(node.firstChild?.to ?? from, node.lastChild?.from ?? to)
      break
    case 'Link':
    case 'Image':
      return sayLink(speaker, node)
    case 'Autolink':
      sayInline(speaker, node, from, to)
      break
    case 'URL':
      sayAddress(speaker, from, to)
      break
    case 'Escape':
      runs.copy(from + 1, to)
      break
    case 'Entity': {
      const character = decodeEntity(text.slice(from + 1, to - 1))
      if (character === undefined) runs.copy(from, to)
      else runs.readAs(character, from, to)
      break
    }
    case 'HardBreak':
      // Spaces and the end of the line, or a backslash instead of the spaces.
      runs.copy(text[from] === '\\' ? from + 1 : from, to)
      break
    case 'HTMLTag':
      sayTag(speaker, from, to)
      break
    case 'QuoteMark':
    case 'TaskMarker':
      return text[to] === ' ' ? to + 1 : to
    // Marks, comments and processing instructions are not said.
  }
  return to
}

/** A link by its text, an image by the text in its place. Brackets that lead nowhere are brackets. */
function sayLink(speaker: Speaker, node: SyntaxNode): number {
  const { text, runs } = speaker
  const [open, close] = node.getChildren('LinkMark')
  if (!open || !close) return node.to
  if (isFootnote(text, node)) return skipFootnote(speaker, node)
  const leadsSomewhere = close.to < node.to
  if (leadsSomewhere || node.name === 'Image') sayInline(speaker, node, open.to, close.from)
  else {
    runs.copy(open.from, open.to)
    sayInline(speaker, node, open.to, close.from)
    runs.copy(close.from, close.to)
  }
  return node.to
}

function isFootnote(text: string, node: SyntaxNode): boolean {
  return text.startsWith('[^', node.from) && node.name === 'Link'
}

/** The mark of a footnote is not said. The note is read where it stands, as a sentence of its own. */
function skipFootnote({ text, runs }: Speaker, { from, to }: SyntaxNode): number {
  const beginsLine = /^[ \t>]*$/.test(text.slice(lineStart(text, from), from))
  if (!beginsLine || text[to] !== ':') return to
  runs.stop()
  return text[to + 1] === ' ' ? to + 2 : to + 1
}

/** A web address by the name of its host: people say where a link leads, not the path. Other addresses are read. */
function sayAddress({ text, runs }: Speaker, from: number, to: number): void {
  const address = text.slice(from, to)
  const scheme = /^<?(?:[a-z][a-z\d+.-]*:\/\/(?:[^/@\s]*@)?|mailto:|xmpp:|tel:)?(?:www\.)?/i.exec(address)?.[0] ?? ''
  const isWeb = scheme.includes('//') || /^www\./i.test(scheme)
  const said = (isWeb ? /^[^/?#:>]*/ : /^[^>]*/).exec(address.slice(scheme.length))?.[0] ?? ''
  runs.copy(from + scheme.length, from + scheme.length + said.length)
}

// Tags inside a phrase. Others stand between phrases.
const phraseTags: ReadonlySet<string> = new Set(
  'a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
)

function sayTag({ text, runs }: Speaker, from: number, to: number): void {
  const [, slash, name = ''] = /^<(\/?)([a-z\d]*)/i.exec(text.slice(from, from + 24)) ?? []
  if (phraseTags.has(name.toLowerCase())) return
  if (slash) runs.stop()
  runs.say(name.toLowerCase() === 'br' ? '\n' : ' ', from, to)
}
