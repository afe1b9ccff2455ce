import { readdirSync, readFileSync } from 'node:fs'
import { posix, relative, resolve } from 'node:path'
import ts from 'typescript'

/** What each package may import of the others. It names only rows above its own. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  core: [],
  player: ['core'],
  react: ['core', 'player'],
  'node-stream': ['core'],
  encode: ['core'],
  server: ['core', 'encode'],
  flite: ['core', 'server'],
  espeak: ['core', 'server'],
  cli: ['core', 'node-stream', 'encode', 'server', 'flite', 'espeak'],
  testing: ['core', 'player', 'encode', 'server', 'flite'],
}

/**
 * Core's layers, lowest first: files, and folders as a whole. A file imports only from layers above its own line, and
 * from its own folder where that makes no circle.
 */
export const coreLayers: readonly string[] = [
  'errors.ts',
  'format.ts',
  'bytes.ts',
  'fields.ts',
  'speech-schema.ts',
  'model-schema.ts',
  'error-body.ts',
  'request.ts',
  'text/',
  'text.ts',
  'speakable/',
  'audio/',
  'transport/',
  'ordered.ts',
  'single.ts',
  'speech.ts',
  'reading.ts',
  'speech-options.ts',
  'utterances.ts',
  'several.ts',
  'synthesize.ts',
  'transcription/',
  'transcription.ts',
  'model-task.ts',
  'models.ts',
  'cost.ts',
  'plan.ts',
  'client-options.ts',
  'client.ts',
  'speech-transform.ts',
  'index.ts',
  'schema.ts',
]

/** Where a package of npm may be imported, of those that cost a bundle dearly. Type imports count too. */
const confined: Readonly<Record<string, readonly string[]>> = {
  zod: ['core/src/fields.ts', 'server/src/node/recordings/exchange.ts'],
}

/** A source file below `packages/`, such as `core/src/index.ts`, and what it imports as written. */
export interface SourceFile {
  readonly path: string
  readonly imports: readonly string[]
}

/** Every source file of a folder of packages but tests and what only they use: those may import anything. */
export function readSources(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.(test|test-d|fixture)\.tsx?$/.test(entry.name))
    .map(entry => relative(folder, resolve(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter(path => /^[^/]+\/src\//.test(path))
    .map(path => ({
      path,
      imports: ts
        .preProcessFile(readFileSync(resolve(folder, path), 'utf8'))
        .importedFiles.map(({ fileName }) => fileName),
    }))
}

/** Each import that points up, as `file imports target: why`, and each circle within a folder of core. */
export function violations(sources: readonly SourceFile[]): readonly string[] {
  const wrong = sources.flatMap(({ path, imports }) =>
    imports.flatMap(target => {
      const why = target.startsWith('.') ? wrongFile(path, join(path, target)) : wrongPackage(path, target)
      return why === undefined ? [] : [`${path} imports ${target}: ${why}`]
    }),
  )
  return [...wrong, ...circles(sources.filter(({ path }) => packageOf(path) === 'core'))]
}

function wrongFile(path: string, imported: string): string | undefined {
  const owner = packageOf(path)
  if (packageOf(imported) !== owner) return 'a relative path into another package'
  if (owner !== 'core') return undefined
  const [above, below] = [rankOf(path), rankOf(imported)]
  if (above === -1) return `${path} has no place in the table of test/layers.ts`
  if (above === below && coreLayers[above]?.endsWith('/')) return undefined
  return below === -1 || below >= above ? 'it is not below' : undefined
}

function wrongPackage(path: string, target: string): string | undefined {
  const owner = packageOf(path)
  const scoped = /^@outloud\/([^/]+)/.exec(target)?.[1] ?? (target === 'outloud' ? 'cli' : undefined)
  if (scoped !== undefined) return packages[owner]?.includes(scoped) ? undefined : `${owner} may not use ${scoped}`
  const places = confined[target.split('/')[0] ?? '']
  return places === undefined || places.includes(path) ? undefined : `only ${places.join(', ')} may`
}

/** The circles that imports within one layer make, each found once. */
function circles(sources: readonly SourceFile[]): readonly string[] {
  const imports = new Map(
    sources.map(source => [
      source.path,
      source.imports
        .filter(target => target.startsWith('.'))
        .map(target => join(source.path, target))
        .filter(imported => rankOf(imported) === rankOf(source.path) && layerOf(imported).endsWith('/')),
    ]),
  )
  const found: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]) => {
    const start = trail.indexOf(path)
    if (start !== -1) found.push(`a circle: ${[...trail.slice(start), path].join(' → ')}`)
    if (start !== -1 || done.has(path)) return
    for (const imported of imports.get(path) ?? []) visit(imported, [...trail, path])
    done.add(path)
  }
  for (const path of imports.keys()) visit(path, [])
  return found
}

const join = (path: string, target: string): string => posix.join(posix.dirname(path), target)
const packageOf = (path: string): string => path.split('/')[0] ?? ''
const rankOf = (path: string): number => coreLayers.indexOf(layerOf(path))

/** The line of the table that a file of core belongs to: itself, or its folder. */
export const layerOf = (path: string): string => path.replace(/^core\/src\/([^/]+\/?).*$/, '$1')
