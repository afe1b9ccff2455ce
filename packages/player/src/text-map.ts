/** Where letters stand in a document. */
export interface TextMap {
  /** The letters of the element, white space left out: markup adds some, and takes some away. */
  readonly letters: string
  /** From the letter at `start` to the one before `end`, each within its own text node. */
  spans(start: number, end: number): readonly TextSpan[]
}

export interface TextSpan {
  readonly node: Text
  readonly start: number
  readonly end: number
}

export function mapText(element: Element): TextMap {
  const nodes: {
    readonly node: Text
    readonly length: number
    readonly first: number
    readonly offsets: readonly number[]
  }[] = []
  const walker = element.ownerDocument.createTreeWalker(element, 4 /* text */)
  let letters = ''
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node as Text
    const offsets = Array.from(text.data.matchAll(/\S/g), ({ index }) => index)
    nodes.push({ node: text, length: text.data.length, first: letters.length, offsets })
    letters += lettersOf(text.data)
  }
  return {
    letters,
    spans: (start, end) => {
      const spans = nodes.flatMap(({ node, length, first, offsets }) => {
        const from = offsets[Math.max(0, start - first)]
        const to = offsets[Math.min(offsets.length, end - first) - 1]
        return from === undefined || to === undefined || to < from ? [] : [{ node, length, start: from, end: to + 1 }]
      })
      // White space between two of them belongs to the stretch.
      return spans.map(({ node, length, start, end }, index) => ({
        node,
        start: index === 0 ? start : 0,
        end: index === spans.length - 1 ? end : length,
      }))
    },
  }
}

/** A text without its white space. */
export const lettersOf = (text: string): string => text.replace(/\s/g, '')
