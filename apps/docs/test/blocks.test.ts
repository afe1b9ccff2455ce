import { describe, expect, test } from 'vitest'
import { type Block, docsBlocks } from '../../../test/readme/blocks.ts'
import { runPages } from '../../../test/readme/run-pages.ts'
import { createWorkshop } from '../../../test/readme/workshop.ts'
import { published } from '../../../test/workspace.ts'

const blocks = docsBlocks()
const isInstall = ({ code }: Block) => /^npm install \S/.test(code)
const isCompiled = ({ language, note }: Block) => language === 'tsx' || (language === 'ts' && note.includes('compiled'))
const isScript = ({ language }: Block) => language === 'ts' || language === 'tsx'
const runnable = blocks.filter(block => !isInstall(block) && !isCompiled(block))

const workshop = createWorkshop('apps/docs/node_modules')

runPages(workshop, runnable)

describe('the pages of the site', () => {
  test('have only code that is run, or compiled where it needs a page or a service', () => {
    expect(blocks.filter(({ language }) => !['ts', 'tsx', 'sh'].includes(language))).toEqual([])
    expect(runnable.length).toBeGreaterThan(40)
  })

  test('have TypeScript that compiles against what is published', () => {
    expect(workshop.compile(blocks.filter(isScript))).toEqual([])
  })

  test('say to install packages of ours, and what the page is about', () => {
    const names = blocks.filter(isInstall).flatMap(({ code }) => code.trim().split(/\s+/).slice(2))
    const known = [...published.map(({ name }) => name), 'react', 'react-dom', 'hono', 'express', 'bullmq']
    const others = ['@hono/node-server', '@opentelemetry/api', '@aws-sdk/client-s3', '@aws-sdk/lib-storage']
    expect(names.filter(name => ![...known, ...others].includes(name))).toEqual([])
  })
})
