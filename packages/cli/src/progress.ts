import type { Shell } from './shell.ts'

/** Milliseconds after which work counts as long, and between two looks at it. */
const patience = 1_000
const pace = 200

/** A line on a terminal that says how long work is going; on anything else, and for short work, nothing. */
export async function withProgress<T>(
  { stderr }: Pick<Shell, 'stderr'>,
  line: () => string,
  work: () => Promise<T>,
): Promise<T> {
  if (stderr.isTTY !== true) return work()
  const began = performance.now()
  let shown = false
  const timer = setInterval(() => {
    if (performance.now() - began < patience) return
    shown = true
    stderr.write(`\routloud: ${line()}${clearRest}`)
  }, pace)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    // Whatever is said next begins on an empty line.
    if (shown) stderr.write(clearLine)
  }
}

/** Makes room on a terminal where a line of progress may stand. */
export const clearLine = '\r\x1b[K'

/** Erases from the cursor to the end of the line. */
const clearRest = '\x1b[K'
