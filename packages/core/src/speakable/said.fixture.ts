import type { SpokenRun } from '../text/spoken.ts'
import { type SpeakableOptions, speakable } from './speakable.ts'

/** What is said of a text that comes in one piece. */
export function said(text: string, options: SpeakableOptions = {}): string {
  return textOf(runsOf([text], options))
}

/** All runs of a text that comes in the given pieces. */
export function runsOf(pieces: readonly string[], options: SpeakableOptions = {}): readonly SpokenRun[] {
  const stream = speakable(options)()
  return [...pieces.flatMap(piece => stream.push(piece)), ...stream.flush()]
}

export function textOf(runs: readonly SpokenRun[]): string {
  return runs.map(run => run.text).join('')
}

/** A text as tokens of so many units. */
export function tokens(text: string, size = 5): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  )
}

/** Runs without the cuts between them, so that two ways to say the same compare as equal. */
export function joined(runs: readonly SpokenRun[], source: string): readonly SpokenRun[] {
  const all: SpokenRun[] = []
  for (const run of runs) {
    const last = all[all.length - 1]
    const goesOn = last?.end === run.start && isVerbatim(last, source) && isVerbatim(run, source)
    if (goesOn) all[all.length - 1] = { text: last.text + run.text, start: last.start, end: run.end }
    else all.push(run)
  }
  return all
}

export function isVerbatim({ text, start, end }: SpokenRun, source: string): boolean {
  return source.slice(start, end) === text
}

/** What a chat model answers: headings, emphasis, lists, code, a table, links, emoji. */
export const chatAnswer = `Great question! Here's a **step-by-step** breakdown:

## 1. Install it 🚀

You need *Node 20* or later, see [the guide](https://example.com/guide "Guide"). Then run:

\`\`\`bash
npm install outloud
\`\`\`

## 2. Choose a plan

| Feature | Free | Pro |
|:--------|:----:|----:|
| Voices  | 6    | **All** |
| Support | ❌   | ✅ |

1. **Free** is fine for a start
1. **Pro** costs about €20 a month:
   - cancel any time
   - pay in euros → no surprises

> Note: prices include tax.

---

Call \`client.synthesize(text)\` and you're done 😊. Questions? Ask at https://www.example.com/help?from=chat!
`

export const chatAnswerSaid = `Great question! Here's a step-by-step breakdown:

1. Install it.

You need Node 20 or later, see the guide. Then run:

Code block.


2. Choose a plan.


Feature: Voices, Free: 6, Pro: All.
Feature: Support, Free: no, Pro: yes.

1. Free is fine for a start.
2. Pro costs about 20 euros a month:
cancel any time.
pay in euros to no surprises.

Note: prices include tax.



Call client.synthesize(text) and you're done. Questions? Ask at example.com!
`
