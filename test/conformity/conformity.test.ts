import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AudioFormat } from '@outloud/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../workspace.ts'
import { aiCalls, type Calls, openaiCalls } from './calls.ts'
import { installed, runOnNode22 } from './installed.ts'
import { pageOf, type Row, readPage, rowsOnPage, writePage } from './page.ts'
import { createReference, type Reference } from './server.ts'

const inCI = ['1', 'true'].includes(process.env.CI ?? '')

let reference: Reference
beforeAll(async () => {
  reference = await createReference()
})
afterAll(() => reference.close())

const rows: Row[] = []

/** Makes a call, and notes what came of it. */
async function note(client: string, call: string, check: () => Promise<void>): Promise<void> {
  let result: Row['result'] = 'fails'
  try {
    await check()
    result = 'works'
  } finally {
    rows.push({ client, call, result })
  }
}

const versioned = (name: string, folder = root) =>
  `${name} ${JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version}`

const ours: readonly (readonly [string, Calls])[] = [
  [versioned('openai'), openaiCalls],
  [`${versioned('ai')} with ${versioned('@ai-sdk/openai')}`, aiCalls],
]

describe.each(ours)('%s', (client, calls) => {
  test.each(Object.entries(calls))('%s', (call, check) => note(client, call, () => check(reference)))
})

type Checks = Readonly<Record<string, (given: string) => Promise<void>>>

const audio = (format: AudioFormat) => async (given: string) => {
  expect(Buffer.from(given, 'base64').equals(await reference.spoken(format))).toBe(true)
}
const heard = async (given: string) => expect(given).toBe(reference.heard)

/** It hands on whole frames of a tenth of a second, and leaves out what is left. */
const frames = async (given: string) => {
  const [bytes, whole] = [Buffer.from(given, 'base64'), await reference.spoken('pcm')]
  expect(bytes.length).toBeGreaterThan(whole.length - 4_800)
  expect(bytes.equals(whole.subarray(0, bytes.length))).toBe(true)
}

/** Clients that need a newer Node or too much room to be installed with the rest. */
const others: readonly { name: string; packages: readonly string[]; script: string; checks: Checks }[] = [
  {
    name: '@mastra/voice-openai',
    packages: ['@mastra/voice-openai@0.13.2', '@mastra/core@1'],
    script: 'mastra.mjs',
    checks: {
      'speak, mp3': audio('mp3'),
      'speak, flac': audio('flac'),
      'speak, a text that streams in': audio('mp3'),
      listen: heard,
    },
  },
  {
    name: '@livekit/agents-plugin-openai',
    packages: ['@livekit/agents-plugin-openai@1.9.0', '@livekit/agents@1.9.0', '@livekit/rtc-node@0.13'],
    script: 'livekit.mjs',
    checks: { 'TTS.synthesize': frames, 'STT.recognize': heard },
  },
]

describe.each(others)('$name', ({ name, packages, script, checks }) => {
  test('speaks and hears', { timeout: 400_000 }, async ({ skip }) => {
    const folder = await Promise.all([installed(name, packages), installed('node', ['node@22'])]).then(
      ([folder]) => folder,
      (error: Error) => {
        if (inCI) throw error
        const reason = `${name} is not tested, because it cannot be installed: ${error.message}`
        console.log(reason)
        return skip(reason)
      },
    )
    const env = { OPENAI_BASE_URL: reference.baseURL, OPENAI_API_KEY: reference.apiKey }
    const given = (await runOnNode22(script, [folder, reference.text], env)) as Record<string, string>
    expect(Object.keys(given)).toEqual(Object.keys(checks))
    const client = `${versioned(name, folder)}, Node 22`
    for (const [call, check] of Object.entries(checks)) await note(client, call, () => check(given[call] ?? ''))
  })
})

test('the page says what came of it', () => {
  // Of what could not be installed it says what came of it last.
  const absent = others.filter(({ name }) => !rows.some(({ client }) => client.startsWith(name)))
  const kept = rowsOnPage().filter(({ client }) => absent.some(({ name }) => client.startsWith(name)))
  const page = pageOf([...rows, ...kept])
  if (process.env.OUTLOUD_WRITE === '1') writePage(page)
  expect(readPage()).toBe(page)
})
