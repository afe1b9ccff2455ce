import { describe, expect, test } from 'vitest'
import { published } from '../workspace.ts'
import { type Block, readmeBlocks } from './blocks.ts'
import { runPages } from './run-pages.ts'
import { createWorkshop } from './workshop.ts'

const blocks = readmeBlocks()
const isScript = ({ language }: Block) => language === 'ts' || language === 'js'
const isMarkup = ({ language }: Block) => language === 'tsx'
const isShell = ({ language }: Block) => language === 'sh'
const isInstall = ({ code }: Block) => /^npm install \S/.test(code)
const isThisTest = ({ code }: Block) => code === 'npm test\n'
const runnable = blocks.filter(block => !isInstall(block) && !isThisTest(block) && !isMarkup(block))

const workshop = createWorkshop('node_modules')

runPages(workshop, runnable)

describe('READMEs', () => {
  test('have only code that is run, or compiled where it needs a page', () => {
    expect(blocks.filter(block => !isScript(block) && !isShell(block) && !isMarkup(block))).toEqual([])
    expect(runnable.some(isScript)).toBe(true)
    expect(runnable.some(isShell)).toBe(true)
  })

  test('have TypeScript that compiles against what is published', () => {
    expect(workshop.compile(blocks.filter(block => isScript(block) || isMarkup(block)))).toEqual([])
  })

  test('say to install only packages of ours', () => {
    const names = blocks.filter(isInstall).flatMap(({ code }) => code.trim().split(' ').slice(2))
    const ours = published.map(({ name }) => name)
    expect(names.filter(name => !ours.includes(name))).toEqual([])
  })

  test('say what `npm test` prints last', () => {
    expect(blocks.find(isThisTest)?.prints).toMatch(/^…\n\d+ passed, 0 failed\n$/)
  })
})
