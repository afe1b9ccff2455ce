import { readdirSync, readFileSync } from 'node:fs'
import { root } from '../workspace.ts'

/** A piece of code on a page, and what the page says that it prints. */
export interface Block {
  /** Such as `packages/core/README.md`. */
  readonly page: string
  /** Such as `line 12`. */
  readonly where: string
  readonly language: string
  /** What stands behind the language: a title, or `compiled` for code that needs a service that is not here. */
  readonly note: string
  readonly code: string
  /** The `text` block that comes next, if it comes before other code. */
  readonly prints: string | undefined
}

/** The code blocks of every README. */
export function readmeBlocks(): readonly Block[] {
  const pages = ['README.md', ...readdirSync(`${root}/packages`).map(name => `packages/${name}/README.md`)]
  // Components are tried where React is, in packages/react/src/readme.test.ts; a style does nothing by itself.
  return pages.flatMap(blocksOf).filter(({ language }) => language !== 'tsx' && language !== 'css')
}

/** The code blocks of every page of the site that a person wrote; the others say that they cannot be edited. */
export function docsBlocks(): readonly Block[] {
  const folder = 'apps/docs/src/content/docs'
  return readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.mdx?$/.test(name))
    .sort()
    .map(name => `${folder}/${name}`)
    .filter(page => !textOf(page)?.includes('\neditUrl: false\n'))
    .flatMap(blocksOf)
}

function blocksOf(page: string): readonly Block[] {
  const found = [...(textOf(page) ?? '').matchAll(/^```(\w+)(.*)\n([\s\S]*?)^```$/gm)].map(
    ({ 1: language = '', 2: note = '', 3: code = '', index, input }) => ({
      page,
      where: `line ${input.slice(0, index).split('\n').length}`,
      language,
      note: note.trim(),
      code,
    }),
  )
  return found.flatMap((block, index) => {
    const next = found[index + 1]
    return block.language === 'text' ? [] : [{ ...block, prints: next?.language === 'text' ? next.code : undefined }]
  })
}

function textOf(page: string): string | undefined {
  try {
    return readFileSync(`${root}/${page}`, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
