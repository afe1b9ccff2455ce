import type { PaceEstimate, RequestTiming } from './estimate.ts'
import { createLivePlan } from './live.ts'
import type { Segment } from './sentences.ts'
import type { OpenSource } from './source.ts'

/** Segments at live pace, each given when it is due, and where to say what became of them. */
export interface Paced {
  readonly segments: AsyncGenerator<Segment, void>
  report(timing: RequestTiming): void
}

/** Runs a live plan on the platform's clock. Between two segments it waits for text, for a report, or for time. */
export function createPaced(
  source: OpenSource,
  options: { readonly maxLength: number; readonly locale: string | undefined; readonly estimate: PaceEstimate },
): Paced {
  const plan = createLivePlan(options)
  let reported = () => {}

  async function* segments(): AsyncGenerator<Segment, void> {
    let reading: Promise<void> | undefined
    let ended = false
    const read = async () => {
      const piece = await source.next()
      reading = undefined
      ended = piece === undefined
      if (piece === undefined) plan.flush()
      else plan.push(piece)
    }
    for (;;) {
      const step = plan.next(performance.now())
      if (step.status === 'done') return
      if (step.status === 'segment') {
        yield step.segment
        continue
      }
      if (!ended) reading ??= read()
      // Whoever leaves while it reads does not hear what the source says then.
      reading?.catch(() => {})
      let timer: ReturnType<typeof setTimeout> | undefined
      const due = new Promise<void>(resolve => {
        reported = resolve
        if (step.until !== undefined) timer = setTimeout(resolve, step.until - performance.now())
      })
      await Promise.race(reading === undefined ? [due] : [due, reading])
      clearTimeout(timer)
    }
  }

  return {
    segments: segments(),
    report: timing => {
      plan.report(timing)
      reported()
    },
  }
}
