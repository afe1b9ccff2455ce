import type { SyntaxNode } from '@lezer/common'
import { type Speaker, sayInline } from './inline.ts'
import { createRuns, createVoice, type Stretch } from './runs.ts'
import type { Wording } from './wording.ts'

/** One row as a sentence: each cell after the head of its column. Empty cells are passed over. */
export function sayRow(
  { text, runs }: Speaker,
  part: Stretch,
  wording: Wording,
  header: SyntaxNode,
  row: SyntaxNode,
): void {
  const heads = columnsOf(header).map(head => (head ? cellText(text, head, wording) : ''))
  let begun = false
  columnsOf(row).forEach((cell, column) => {
    if (!cell || cell.from < part.from || cell.to > part.to) return
    const mark = markOf(text.slice(cell.from, cell.to), wording)
    if (mark === '' && cellText(text, cell, wording) === '') return
    const head = heads[column] ?? ''
    const colon = head === '' ? '' : /[\p{L}\p{N}\p{Pe}]$/u.test(head) ? ': ' : ' '
    runs.say(`${begun ? ', ' : ''}${head}${colon}`, cell.from, cell.from)
    runs.begin()
    if (mark === '') sayInline({ text, runs }, cell, cell.from, cell.to)
    else runs.say(mark, cell.from, cell.to)
    begun = true
  })
  runs.stop()
}

/** The cell of each column; an empty one leaves no node behind, only the bars around it. */
function columnsOf(row: SyntaxNode): readonly (SyntaxNode | undefined)[] {
  const cells: (SyntaxNode | undefined)[] = []
  let column = 0
  for (let child = row.firstChild; child; child = child.nextSibling) {
    if (child.name === 'TableCell') cells[column] = child
    // The bar that a row may begin with opens no second column.
    else if (child.name === 'TableDelimiter' && child.from > row.from) column++
  }
  return Array.from(cells)
}

/** What is said of a cell alone. */
function cellText(text: string, cell: SyntaxNode, wording: Wording): string {
  const voice = createVoice()
  const runs = createRuns({ text, from: 0, to: text.length, offset: 0 }, wording, voice)
  sayInline({ text, runs }, cell, cell.from, cell.to)
  return runs.all
    .map(run => run.text)
    .join('')
    .trim()
}

/** A mark that is all a cell holds answers a question, so it is said, where elsewhere it decorates. */
function markOf(cell: string, { language }: Wording): string {
  if (/^[✅✓✔☑]\uFE0F?$/u.test(cell)) return language.yes
  return /^[❌✗✘✖]\uFE0F?$/u.test(cell) ? language.no : ''
}
