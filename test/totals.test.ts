import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { formatTotals, readTotals } from '../scripts/totals.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outloud-totals-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const totals = () => readTotals(pathToFileURL(`${folder}/`))
const report = (values: object) => {
  const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] }
  writeFileSync(join(folder, 'test-results.json'), JSON.stringify({ ...none, ...values }))
}

test('counts passed, failed and skipped tests', () => {
  const testResults = [{ status: 'failed', assertionResults: [{ status: 'failed' }] }]
  report({ numPassedTests: 7, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults })
  expect(formatTotals(totals())).toBe('7 passed, 1 failed, 3 skipped')
})

test('says nothing of skipped tests when there are none', () => {
  report({ numPassedTests: 7 })
  expect(formatTotals(totals())).toBe('7 passed, 0 failed')
})

test('counts a file that could not be loaded as a failure', () => {
  report({ numPassedTests: 7, testResults: [{ status: 'failed', assertionResults: [] }] })
  expect(formatTotals(totals())).toBe('7 passed, 1 failed')
})

test('names a report that is not there', () => {
  expect(totals()).toEqual({ passed: 0, failed: 0, skipped: 0, missing: ['test-results.json'] })
})
