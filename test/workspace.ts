import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The repository's folder. */
export const root: string = fileURLToPath(new URL('..', import.meta.url))

/** What the tests read of a package.json. */
export interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports: Readonly<Record<string, unknown>>
  readonly publishConfig?: { readonly exports?: Readonly<Record<string, unknown>> }
  readonly dependencies?: Readonly<Record<string, string>>
}

export const readJson = (path: string): unknown => JSON.parse(readFileSync(`${root}/${path}`, 'utf8'))

const manifests = readdirSync(`${root}/packages`).map(name => readJson(`packages/${name}/package.json`) as Manifest)

/** The packages that are published. */
export const published: readonly Manifest[] = manifests.filter(manifest => manifest.private !== true)
