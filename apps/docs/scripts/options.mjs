// Writes the page of every option: the fields of all exported types of options, as their comments describe them.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import ts from 'typescript'

const here = path => new URL(`../${path}`, import.meta.url)

/** What a heading says about a type of options; the rest are headed by their name alone. */
const uses = {
  ClientOptions: '`createSpeechClient(options)` and `client.extend(options)`',
  VoiceOptions: '`client.synthesize(text, options)` and `defaults` of a client',
  SpeechOptions: '`client.synthesize(text, options)` and `client.plan(text, options)`, besides VoiceOptions',
  Silence: '`silence` of SpeechOptions',
  LimitOptions: '`limit` of a client',
  Timeouts: '`timeout` of a client',
  TranscriptionOptions: '`client.transcribe(audio, options)`',
  TranslationOptions: '`client.translate(audio, options)`',
  TranscriptionEventOptions: '`client.transcriptionEvents(audio, options)`',
  SpeakableOptions: '`speakable(options)`',
  SegmentOptions: '`segment(text, options)`',
  SegmenterOptions: '`createSegmenter(options)`',
}

const packages = ['core', 'player', 'react', 'node-stream', 'encode', 'server', 'flite', 'espeak']
const isOptions = name => /(Options|Settings|Limits|Timeouts|Bitrates|Silence)$/.test(name)

const cell = text =>
  text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('{', '&#123;').replaceAll('<', '&lt;').trim()
const commentOf = node => {
  const tags = ts.getJSDocTags(node)
  const text = ts.getTextOfJSDocComment(ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)?.comment) ?? ''
  const preset = tags.find(tag => tag.tagName.text === 'default')
  return { text, preset: preset && (ts.getTextOfJSDocComment(preset.comment) ?? '') }
}

async function interfacesOf(name) {
  const folder = here(`../../packages/${name}/src/`)
  const files = (await readdir(folder, { recursive: true })).filter(
    file => /\.tsx?$/.test(file) && !/\.(test|test-d|fixture|d)\.tsx?$/.test(file),
  )
  const exported = new Set()
  const found = []
  for (const file of files.sort()) {
    const text = await readFile(new URL(file, folder), 'utf8')
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true)
    for (const statement of source.statements) {
      if (ts.isInterfaceDeclaration(statement) && isOptions(statement.name.text)) found.push(statement)
      if (ts.isExportDeclaration(statement) && statement.moduleSpecifier && ts.isNamedExports(statement.exportClause)) {
        for (const element of statement.exportClause.elements) exported.add(element.name.text)
      }
    }
    // An entry that is a file of its own exports what it declares.
    if (/^(speakable\/speakable|browser)\.ts$/.test(file)) {
      for (const own of ['SpeakableOptions', 'FliteBrowserOptions', 'EspeakBrowserOptions']) exported.add(own)
    }
  }
  return found.filter(({ name }) => exported.has(name.text))
}

function section(declaration) {
  const rows = declaration.members.filter(ts.isPropertySignature).map(member => {
    const { text, preset } = commentOf(member)
    const type = (member.type?.getText() ?? '').replace(/\s*\|\s*undefined$/, '')
    const shown =
      preset === undefined ? (member.questionToken ? '' : 'required') : `\`${preset.replaceAll('|', '\\|')}\``
    return `| \`${member.name.getText()}\` | \`${type.replace(/\s+/g, ' ').replaceAll('|', '\\|')}\` | ${shown} | ${cell(text)} |`
  })
  const { name } = declaration
  const used = uses[name.text]
  const about = cell(commentOf(declaration).text)
  return [
    `### ${name.text}`,
    '',
    used === undefined ? about : `${about} For ${used}.`,
    '',
    '| option | type | default | what |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

const parts = []
let count = 0
for (const name of packages) {
  const declarations = await interfacesOf(name)
  if (declarations.length === 0) continue
  count += declarations.reduce((sum, { members }) => sum + members.length, 0)
  parts.push(`## @outloud/${name}\n`, ...declarations.map(section))
}
const head = `---
title: Every option
description: Each option of each function, its type, its default and what it does.
editUrl: false
---

Every option may be left out unless it says so, and may be \`undefined\`. A wrong value is refused at once, with an error
that names the option, what was expected and what came.

`
await mkdir(here('src/content/docs/reference/'), { recursive: true })
await writeFile(here('src/content/docs/reference/options.md'), head + parts.join('\n'))
console.log(`${count} options`)
