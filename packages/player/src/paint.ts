import type { TextSpan } from './text-map.ts'

/** Makes stretches of text stand out, and lets them be as they were. */
export interface Paint {
  show(spans: readonly TextSpan[]): void
  clear(): void
}

/** By the CSS Custom Highlight API, which leaves the document alone; where there is none, by `<mark>`. */
export const createPaint = (name: string): Paint =>
  typeof Highlight === 'undefined' || CSS.highlights === undefined ? createMarks(name) : createHighlights(name)

function createHighlights(name: string): Paint {
  let shown: readonly Range[] = []
  const paint: Paint = {
    show: spans => {
      paint.clear()
      shown = spans.filter(fits).map(({ node, start, end }) => {
        const range = node.ownerDocument.createRange()
        range.setStart(node, start)
        range.setEnd(node, end)
        return range
      })
      // Several on one page share the name.
      const highlight = CSS.highlights.get(name) ?? new Highlight()
      for (const range of shown) highlight.add(range)
      CSS.highlights.set(name, highlight)
    },
    clear: () => {
      const highlight = CSS.highlights.get(name)
      for (const range of shown) highlight?.delete(range)
      if (highlight?.size === 0) CSS.highlights.delete(name)
      shown = []
    },
  }
  return paint
}

function createMarks(name: string): Paint {
  let undo: (() => void)[] = []
  const paint: Paint = {
    show: spans => {
      paint.clear()
      undo = spans.filter(fits).map(({ node, start, end }) => {
        const { data } = node
        const middle = node.splitText(start)
        const rest = middle.splitText(end - start)
        const mark = node.ownerDocument.createElement('mark')
        mark.dataset.speech = name
        middle.replaceWith(mark)
        mark.append(middle)
        return () => {
          const untouched = node.data === data.slice(0, start)
          mark.remove()
          rest.remove()
          // Who made the node, such as React, knows it and no other; and what it wrote since is newer.
          if (untouched) node.data = data
        }
      })
    },
    clear: () => {
      for (const restore of undo) restore()
      undo = []
    },
  }
  return paint
}

/** Whether the text is still there: who shows it may have shown something else since. */
const fits = ({ node, end }: TextSpan): boolean => end <= node.data.length
