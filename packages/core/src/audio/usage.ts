import type { Span, Usage } from './report.ts'

/** What was counted for all segments; `undefined` when for none. */
export function usageOf(spans: readonly Span[]): Usage | undefined {
  let total: Usage | undefined
  for (const { report } of spans) {
    if (report?.usage === undefined) continue
    const { inputTokens, outputTokens, totalTokens } = report.usage
    total = {
      inputTokens: inputTokens + (total?.inputTokens ?? 0),
      outputTokens: outputTokens + (total?.outputTokens ?? 0),
      totalTokens: totalTokens + (total?.totalTokens ?? 0),
    }
  }
  return total
}
