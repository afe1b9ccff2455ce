import { breakKind, createScanner } from './boundary.ts'
import type { OpenSource } from './source.ts'
import { contentEnd, contentStart } from './trim.ts'

/** A sentence or a paragraph, verbatim, white space around it left out. */
export interface Block {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly endsParagraph: boolean
}

/** The sentences of a text, or its paragraphs, as they become certain. */
export async function* blocksOf(
  source: OpenSource,
  { unit, locale }: { readonly unit: 'sentence' | 'paragraph'; readonly locale: string | undefined },
): AsyncGenerator<Block, void> {
  const ends: { readonly offset: number; readonly kind: number }[] = []
  const onBreak = (offset: number, kind: number) => {
    // A paragraph's end is a sentence's too: the same place, told once more.
    if (ends.at(-1)?.offset === offset) ends.pop()
    if (kind >= breakKind[unit]) ends.push({ offset, kind })
  }
  const scanner = createScanner({ locale, onBreak })
  let held = ''
  let heldFrom = 0

  function* settled(): Generator<Block, void> {
    for (const { offset, kind } of ends.splice(0)) {
      const first = contentStart(held, 0, offset - heldFrom)
      const last = contentEnd(held, first, offset - heldFrom)
      const block = { text: held.slice(first, last), start: heldFrom + first, end: heldFrom + last }
      if (block.text !== '') yield { ...block, endsParagraph: kind === breakKind.paragraph }
      held = held.slice(offset - heldFrom)
      heldFrom = offset
    }
  }

  for (let piece = await source.next(); piece !== undefined; piece = await source.next()) {
    held += piece
    scanner.push(piece, 0, piece.length)
    yield* settled()
  }
  scanner.flush()
  ends.push({ offset: heldFrom + held.length, kind: breakKind.paragraph })
  yield* settled()
}
