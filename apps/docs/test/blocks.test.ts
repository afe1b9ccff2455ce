import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { compile as compileSvelte } from 'svelte/compiler'
import { describe, expect, test } from 'vitest'
import { compileScript, parse } from 'vue/compiler-sfc'
import { type Block, docsBlocks } from '../../../test/readme/blocks.ts'
import { runPages } from '../../../test/readme/run-pages.ts'
import { createWorkshop } from '../../../test/readme/workshop.ts'
import { published, root } from '../../../test/workspace.ts'

const blocks = docsBlocks()
const components = ['vue', 'svelte']
const isInstall = ({ code }: Block) => /^npm install \S/.test(code)
const isCompiled = ({ language, note }: Block) => language === 'tsx' || (language === 'ts' && note.includes('compiled'))
const isScript = ({ language }: Block) => language === 'ts' || language === 'tsx'
const isRun = (block: Block) => isScript(block) || block.language === 'sh'
const runnable = blocks.filter(block => isRun(block) && !isInstall(block) && !isCompiled(block))

const workshop = createWorkshop('apps/docs/node_modules')

runPages(workshop, runnable)

/** A component of Vue as the script that its compiler makes of it, template inside. */
function vueScript(block: Block): Block {
  const { descriptor, errors } = parse(block.code)
  expect(errors).toEqual([])
  const { content } = compileScript(descriptor, { id: block.where, inlineTemplate: true })
  return { ...block, language: 'ts', code: content }
}

describe('the pages of the site', () => {
  test('have only code that is run, or compiled where it needs a page or a service', () => {
    const known = ['ts', 'tsx', 'sh', 'html', ...components]
    expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([])
    expect(runnable.length).toBeGreaterThan(50)
  })

  test('have TypeScript that compiles against what is published', () => {
    const vue = blocks.filter(({ language }) => language === 'vue').map(vueScript)
    expect(vue).toHaveLength(1)
    expect(workshop.compile([...blocks.filter(isScript), ...vue])).toEqual([])
  })

  test('have components of Svelte that its compiler has nothing to say of', () => {
    const svelte = blocks.filter(({ language }) => language === 'svelte')
    expect(svelte).toHaveLength(1)
    for (const { code } of svelte) expect(compileSvelte(code, { filename: 'Listen.svelte' }).warnings).toEqual([])
  })

  test('have components of Svelte whose types are right, in the template too', { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'outloud-svelte-'))
    symlinkSync(join(root, 'apps/docs/node_modules'), join(folder, 'node_modules'))
    const compilerOptions = { strict: true, module: 'esnext', moduleResolution: 'bundler', target: 'es2023', types: [] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.svelte'] }))
    const code = blocks.find(({ language }) => language === 'svelte')?.code ?? ''
    writeFileSync(join(folder, 'Listen.svelte'), code)
    const command = join(root, 'apps/docs/node_modules/.bin/svelte-check')
    const args = ['--workspace', folder, '--tsconfig', join(folder, 'tsconfig.json'), '--output', 'machine']
    // It ends with an error where it has found one, and says which.
    const { stdout } = await promisify(execFile)(command, args).catch((error: { readonly stdout: string }) => error)
    rmSync(folder, { recursive: true })
    expect(stdout.split('\n').filter(line => / (ERROR|WARNING) /.test(line))).toEqual([])
    expect(stdout).toMatch(/COMPLETED \d+ FILES 0 ERRORS 0 WARNINGS/)
  })

  test('say to install packages of ours, and what the page is about', () => {
    const names = blocks.filter(isInstall).flatMap(({ code }) => code.trim().split(/\s+/).slice(2))
    const known = [...published.map(({ name }) => name), 'react', 'react-dom', 'hono', 'express', 'bullmq']
    const others = ['@hono/node-server', '@opentelemetry/api', '@aws-sdk/client-s3', '@aws-sdk/lib-storage']
    expect(names.filter(name => ![...known, ...others].includes(name))).toEqual([])
  })
})
