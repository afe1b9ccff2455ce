// Writes the pages of every export, from the sources' own comments: one page for each entry of each package.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Application } from 'typedoc'

const here = path => fileURLToPath(new URL(`../${path}`, import.meta.url))
const folder = here('src/content/docs/reference/api')

/** Entries in the order of the sidebar: the page's name, what is imported, the source. */
const entries = [
  ['core', '@outloud/core', 'core/src/index.ts'],
  ['core-text', '@outloud/core/text', 'core/src/text.ts'],
  ['core-speakable', '@outloud/core/speakable', 'core/src/speakable/speakable.ts'],
  ['core-schema', '@outloud/core/schema', 'core/src/schema.ts'],
  ['react', '@outloud/react', 'react/src/index.ts'],
  ['player', '@outloud/player', 'player/src/index.ts'],
  ['player-worklet', '@outloud/player/worklet', 'player/src/worklet.ts'],
  ['node-stream', '@outloud/node-stream', 'node-stream/src/index.ts'],
  ['encode', '@outloud/encode', 'encode/src/index.ts'],
  ['server', '@outloud/server', 'server/src/index.ts'],
  ['server-node', '@outloud/server/node', 'server/src/node.ts'],
  ['server-proxy', '@outloud/server/proxy', 'server/src/proxy.ts'],
  ['server-engine', '@outloud/server/engine', 'server/src/engine.ts'],
  ['flite', '@outloud/flite', 'flite/src/index.ts'],
  ['flite-browser', '@outloud/flite/browser', 'flite/src/browser.ts'],
  ['espeak', '@outloud/espeak', 'espeak/src/index.ts'],
  ['espeak-browser', '@outloud/espeak/browser', 'espeak/src/browser.ts'],
]

/** Typedoc counts names that occur twice in another way than the site's headings are: such links go to the first. */
function mendLinks(text) {
  const ids = new Set([...text.matchAll(/<a id="([^"]+)"/g)].map(([, id]) => id))
  for (const [, heading] of text.matchAll(/^#+ (.*)$/gm)) {
    const slug = heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .trim()
      .replaceAll(' ', '-')
    let id = slug
    for (let count = 1; ids.has(id); count++) id = `${slug}-${count}`
    ids.add(id)
  }
  return text.replace(/\]\(#([\w-]+)\)/g, (link, id) => (ids.has(id) ? link : `](#${id.replace(/-\d+$/, '')})`))
}

await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })

for (const [index, [name, title, source]] of entries.entries()) {
  const [owner] = source.split('/')
  const out = `${folder}/.${name}`
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: [here(`../../packages/${source}`)],
    tsconfig: here(`../../packages/${owner}/tsconfig${source.startsWith('server/src/node') ? '.node' : ''}.json`),
    // What is wrong with a type is said where it is checked.
    skipErrorChecking: true,
    readme: 'none',
    disableSources: true,
    githubPages: false,
    logLevel: 'Error',
    outputFileStrategy: 'modules',
    outputs: [{ name: 'markdown', path: out }],
    hideBreadcrumbs: true,
    hidePageHeader: true,
    hidePageTitle: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    expandObjects: false,
    tableColumnSettings: { hideInherited: true, hideModifiers: true, hideOverrides: true, hideSources: true },
  })
  const project = await app.convert()
  if (project === undefined) throw new Error(`${title} could not be read`)
  project.name = title
  await app.generateOutputs(project)
  const text = await readFile(`${out}/README.md`, 'utf8')
  const count = text.match(/^### /gm)?.length ?? 0
  const head = `---\ntitle: "${title}"\ndescription: Every export of ${title}, from its sources.\neditUrl: false\nsidebar:\n  order: ${index}\ntableOfContents:\n  maxHeadingLevel: 3\n---\n\n`
  await writeFile(`${folder}/${name}.md`, head + mendLinks(text.replaceAll('README.md', '').replace(/^\*\*\*$/gm, '')))
  await rm(out, { recursive: true })
  console.log(`${title}: ${count} exports`)
}
