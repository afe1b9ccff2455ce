import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { dist } from './site.fixture.ts'

const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).map(name => name.replaceAll('\\', '/'))
const read = (name: string) => readFileSync(`${dist}/${name}`, 'utf8')
const pages = files.filter(name => name.endsWith('.html'))
const idsOf = (html: string) => new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id))
const ids = new Map(pages.map(name => [name, idsOf(read(name))]))

/** The file that an address of the site stands for. */
const fileOf = (path: string) => (path.endsWith('/') ? `${path}index.html` : path).slice(1)

describe('every page', () => {
  test('links only to what is there', () => {
    const broken = pages.flatMap(name => {
      const here = `/${name.replace(/index\.html$/, '')}`
      const links = [...read(name).matchAll(/\s(?:href|src)="([^"]+)"/g)].map(([, link = '']) =>
        link.replaceAll('&amp;', '&'),
      )
      return links.flatMap(link => {
        if (/^(https?:|data:|mailto:)/.test(link)) return []
        const [path = '', id] = link.split('#')
        const file = fileOf(path === '' ? here : posix.join('/', path.startsWith('/') ? path : posix.join(here, path)))
        if (!files.includes(file)) return [`${name}: ${link}`]
        const there = ids.get(file)
        return id === undefined || id === '' || there === undefined || there.has(decodeURIComponent(id))
          ? []
          : [`${name}: ${link}`]
      })
    })
    expect(broken).toEqual([])
    expect(pages.length).toBeGreaterThan(40)
  })

  test('has a policy before its first script, with no outside host in it', () => {
    for (const name of pages) {
      const html = read(name)
      const policy = /<meta http-equiv="content-security-policy" content="([^"]+)">/.exec(html)
      expect(policy, name).not.toBeNull()
      expect(html.indexOf('<script'), name).toBeGreaterThan(policy!.index)
      expect(policy![1], name).not.toMatch(
        /unsafe-eval'(?<!'wasm-unsafe-eval')|https?:\/\/(?!127\.0\.0\.1:\*)|script-src[^;]*unsafe-inline/,
      )
    }
  })

  test('loads nothing from elsewhere', () => {
    const outside = pages.flatMap(name =>
      [
        ...read(name).matchAll(
          /<(?:script|img|iframe|link(?![^>]*rel="(?:canonical|sitemap)"))[^>]*?(?:src|href)="(https?:[^"]+)"/g,
        ),
      ].map(([, link]) => `${name}: ${link}`),
    )
    expect(outside).toEqual([])
  })

  test('is there as Markdown too, and in llms.txt', () => {
    const listed = [...read('llms.txt').matchAll(/\]\(\/([^)]+)\)/g)].map(([, path]) => path)
    const written = pages
      .filter(name => name !== '404.html')
      .map(name => name.replace(/\/?index\.html$/, '') || 'index')
    expect(listed.sort()).toEqual(written.map(name => `${name}.md`).sort())
    for (const path of listed) expect(files).toContain(path)
  })
})

describe('the reference', () => {
  const sources = (path: string) => readFileSync(`${dist}/../../../packages/${path}`, 'utf8')

  test('names every error, and every reason and phase of one', () => {
    const page = read('reference/errors.md')
    const code = sources('core/src/errors.ts')
    const classes = [...code.matchAll(/^export class (\w+)/gm)].map(([, name]) => name)
    const unions = [...code.matchAll(/^export type (?:InvalidResponseReason|TimeoutPhase) =([^/]*?)\n\n/gm)]
    const words = unions.flatMap(([, union = '']) => [...union.matchAll(/'(\w+)'/g)].map(([, word]) => word))
    expect(classes.length).toBeGreaterThanOrEqual(5)
    expect(words.length).toBeGreaterThanOrEqual(15)
    expect([...classes, ...words].filter(word => !page.includes(word!))).toEqual([])
  })

  test('names every export of core', () => {
    const page = read('reference/api/core.md')
    const names = [...sources('core/src/index.ts').matchAll(/export (?:type )?\{([^}]*)\}/g)]
      .flatMap(([, list = '']) => list.split(','))
      .map(name => name.replace(/^\s*type /, '').trim())
      .filter(name => name !== '')
    expect(names.length).toBeGreaterThan(50)
    expect(names.filter(name => !page.includes(`### ${name}`))).toEqual([])
  })
})

describe('budgets', () => {
  /** A script with all that it imports at once, compressed. */
  function weigh(names: readonly string[], seen = new Set<string>()): number {
    let sum = 0
    for (const name of names) {
      if (seen.has(name)) continue
      seen.add(name)
      const code = read(name)
      const imports = [...code.matchAll(/(?:from|import)\s*"(\.\/[^"]+)"/g)].map(([, path = '']) =>
        posix.join(posix.dirname(name), path),
      )
      sum += gzipSync(code, { level: 9 }).length + weigh(imports, seen)
    }
    return sum
  }

  test('the home page has at most 120 kB of scripts, compressed, before anybody speaks or searches', () => {
    const html = read('index.html')
    const scripts = [
      ...html.matchAll(/(?:src|component-url|renderer-url|before-hydration-url)="(\/_astro\/[^"]+\.js)"/g),
    ].map(([, path = '']) => path.slice(1))
    expect(scripts.length).toBeGreaterThan(3)
    expect(weigh(scripts)).toBeLessThan(120_000)
    expect(weigh(scripts)).toBeGreaterThan(60_000)
  })

  test('the engine is the one large file, and no page names it', () => {
    const engine = files.filter(name => name.startsWith('generated/flite-'))
    expect(engine).toHaveLength(1)
    for (const name of pages) expect(read(name)).not.toContain(engine[0])
  })
})
