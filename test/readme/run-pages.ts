import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingTools } from '../tools.ts'
import type { Block } from './blocks.ts'
import type { Workshop } from './workshop.ts'

/** Declares a test for each block, page by page, and closes the workshop after the last. */
export function runPages(workshop: Workshop, blocks: readonly Block[]): void {
  afterAll(() => workshop.close())
  const needsMissing = ({ code }: Block) => [...missingTools].some(tool => code.includes(tool))
  const pages = [...new Set(blocks.map(({ page }) => page))]

  describe.each(pages)('%s', page => {
    let bench: Awaited<ReturnType<typeof workshop.page>>
    beforeAll(async () => {
      bench = await workshop.page()
    })
    afterAll(() => bench.close())

    for (const block of blocks.filter(block => block.page === page)) {
      const name = needsMissing(block) ? `${block.where} runs (its tool is missing)` : `${block.where} runs`
      test.skipIf(needsMissing(block))(name, { timeout: 120_000 }, async () => {
        const { output, prints } = await bench.run(block)
        if (prints !== undefined) expect(output).toMatch(prints)
      })
    }
  })
}
