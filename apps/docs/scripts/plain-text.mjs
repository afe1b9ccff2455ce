// Writes llms.txt, and beside each page its Markdown, for readers that are programs.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const content = new URL('../src/content/docs/', import.meta.url)
const dist = new URL('../dist/', import.meta.url)
const sections = { start: 'Start', guides: 'Guides', moving: 'Moving here', recipes: 'Recipes', reference: 'Reference' }

const fieldOf = (head, name) => new RegExp(`^${name}: "?(.*?)"?$`, 'm').exec(head)?.[1] ?? ''
const pages = []
for (const file of (await readdir(content, { recursive: true })).filter(name => /\.mdx?$/.test(name)).sort()) {
  const source = await readFile(new URL(file, content), 'utf8')
  const [, head = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(source) ?? []
  const title = fieldOf(head, 'title')
  const path = file.replace(/\.mdx?$/, '.md')
  const text = body
    .replace(/^import .*\n/gm, '')
    .replace(/^<.*\/>\n/gm, '')
    .trim()
  const out = fileURLToPath(new URL(path, dist))
  await mkdir(dirname(out), { recursive: true })
  await writeFile(out, `# ${title}\n\n${fieldOf(head, 'description')}\n\n${text}\n`)
  pages.push({ path, title, description: fieldOf(head, 'description') })
}

const list = section =>
  pages
    .filter(({ path }) => (path.includes('/') ? path.split('/')[0] : 'start') === section)
    .map(({ path, title, description }) => `- [${title}](/${path}): ${description}`)
    .join('\n')
const text = Object.entries(sections)
  .map(([name, title]) => `## ${title}\n\n${list(name)}\n`)
  .join('\n')
await writeFile(
  new URL('llms.txt', dist),
  `# Outloud\n\n> Any text, of any length, as speech: in TypeScript, in React and in the shell.\n\n${text}`,
)
console.log(`llms.txt lists ${pages.length} pages`)
