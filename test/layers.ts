import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative } from 'node:path'
import ts from 'typescript'

/** What each package may import of the others. It names only rows above its own. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  core: [],
  player: ['core'],
  react: ['core', 'player'],
  'node-stream': ['core'],
  encode: ['core'],
  server: ['core', 'encode'],
  flite: ['server'],
  espeak: ['server'],
  cli: ['core', 'node-stream', 'encode', 'server', 'flite', 'espeak'],
  testing: ['core', 'player', 'encode', 'server'],
}

/** Core's files, lowest first. Each imports only files above its own line. */
export const coreFiles: readonly string[] = [
  'errors.ts',
  'format.ts',
  'schema.ts',
  'request.ts',
  'text/abbreviations.ts',
  'text/boundary.ts',
  'text/segment.ts',
  'text/plan.ts',
  'text/speakable.ts',
  'transport/abort.ts',
  'transport/fetch.ts',
  'transport/retry-after.ts',
  'transport/sniff.ts',
  'transport/authorize.ts',
  'transport/check-response.ts',
  'transport/timeout.ts',
  'transport/limit.ts',
  'transport/retry.ts',
  'transport/observe.ts',
  'transport/cache.ts',
  'transport/speech-events.ts',
  'ordered.ts',
  'audio/frames.ts',
  'audio/join.ts',
  'audio/captions.ts',
  'speech.ts',
  'synthesize.ts',
  'transcribe.ts',
  'models.ts',
  'cost.ts',
  'client.ts',
  'index.ts',
]

/** Where a package of npm may be imported, of those that cost a bundle dearly. Type imports count too. */
export const confined: Readonly<Record<string, readonly string[]>> = {
  zod: ['core/src/schema.ts'],
}

/** A source file below `packages/`, such as `core/src/index.ts`, and what it imports as written. */
export interface SourceFile {
  readonly path: string
  readonly imports: readonly string[]
}

/** Every source file of a folder of packages but its tests: those may import anything. */
export function readSources(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test(-d)?\.tsx?$/.test(entry.name))
    .map(entry => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter(path => /^[^/]+\/src\//.test(path))
    .map(path => ({
      path,
      imports: ts
        .preProcessFile(readFileSync(join(folder, path), 'utf8'))
        .importedFiles.map(({ fileName }) => fileName),
    }))
}

/** Each import that points up or sideways, as `file imports target: why`. */
export function violations(sources: readonly SourceFile[]): readonly string[] {
  return sources.flatMap(({ path, imports }) =>
    imports.flatMap(target => {
      const why = target.startsWith('.') ? wrongFile(path, target) : wrongPackage(path, target)
      return why === undefined ? [] : [`${path} imports ${target}: ${why}`]
    }),
  )
}

function wrongFile(path: string, target: string): string | undefined {
  const imported = posix.join(posix.dirname(path), target)
  const owner = packageOf(path)
  if (packageOf(imported) !== owner) return 'a relative path into another package'
  if (owner !== 'core') return undefined
  const [above, below] = [rankOf(path), rankOf(imported)]
  if (above === -1) return `${path} has no place in the table of test/layers.ts`
  return below === -1 || below >= above ? 'it is not below' : undefined
}

function wrongPackage(path: string, target: string): string | undefined {
  const owner = packageOf(path)
  const scoped = /^@outloud\/([^/]+)/.exec(target)?.[1] ?? (target === 'outloud' ? 'cli' : undefined)
  if (scoped !== undefined) return packages[owner]?.includes(scoped) ? undefined : `${owner} may not use ${scoped}`
  const places = confined[target.split('/')[0] ?? '']
  return places === undefined || places.includes(path) ? undefined : `only ${places.join(', ')} may`
}

const packageOf = (path: string): string => path.split('/')[0] ?? ''
const rankOf = (path: string): number => coreFiles.indexOf(path.replace(/^core\/src\//, ''))
