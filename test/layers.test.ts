import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { coreLayers, layerOf, packages, readSources, violations } from './layers.ts'

const folder = fileURLToPath(new URL('../packages', import.meta.url))

describe('layers', () => {
  test('no import points up, between packages or between the files of core', () => {
    const sources = readSources(folder)
    // The reading itself could fail silently.
    expect(sources.find(({ path }) => path === 'core/src/client.ts')?.imports).toContain('./synthesize.ts')
    expect(violations(sources)).toEqual([])
  })

  test('every file of core has its place', () => {
    const files = readSources(folder).filter(({ path }) => path.startsWith('core/src/'))
    expect(files.map(({ path }) => path).filter(path => !coreLayers.includes(layerOf(path)))).toEqual([])
  })

  test('every package has its place, and names only packages above it', () => {
    const names = Object.keys(packages)
    expect(
      readdirSync(folder).filter(name => existsSync(`${folder}/${name}/package.json`) && !names.includes(name)),
    ).toEqual([])
    for (const [index, name] of names.entries()) {
      expect(
        packages[name]?.filter(other => names.indexOf(other) >= index),
        name,
      ).toEqual([])
    }
  })

  test.each([
    ['core/src/errors.ts', './client.ts', 'it is not below'],
    ['core/src/transport/fetch.ts', '../speech.ts', 'it is not below'],
    ['core/src/speech.ts', './speech.ts', 'it is not below'],
    ['core/src/client.ts', './unlisted.ts', 'it is not below'],
    ['core/src/unlisted.ts', './errors.ts', 'core/src/unlisted.ts has no place in the table of test/layers.ts'],
    ['core/src/client.ts', '@outloud/encode', 'core may not use encode'],
    ['encode/src/index.ts', '@outloud/server/node', 'encode may not use server'],
    ['server/src/index.ts', 'outloud', 'server may not use cli'],
    ['encode/src/index.ts', '../../core/src/errors.ts', 'a relative path into another package'],
    ['core/src/request.ts', 'zod/mini', 'only core/src/fields.ts, server/src/node/recordings/exchange.ts may'],
    ['server/src/request.ts', 'zod', 'only core/src/fields.ts, server/src/node/recordings/exchange.ts may'],
  ])('%s importing %s is refused', (path, target, why) => {
    expect(violations([{ path, imports: [target] }])).toEqual([`${path} imports ${target}: ${why}`])
  })

  test('a circle within a folder of core is refused, a chain is not', () => {
    const chain = [
      { path: 'core/src/transport/retry.ts', imports: ['./fetch.ts', './abort.ts'] },
      { path: 'core/src/transport/fetch.ts', imports: ['./abort.ts', '../errors.ts'] },
    ]
    const back = { path: 'core/src/transport/abort.ts', imports: ['./retry.ts'] }
    expect(violations(chain)).toEqual([])
    expect(violations([...chain, back])).toContainEqual(
      'a circle: core/src/transport/retry.ts → core/src/transport/fetch.ts → core/src/transport/abort.ts → core/src/transport/retry.ts',
    )
  })
})
