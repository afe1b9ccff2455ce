import { readFileSync } from 'node:fs'

/** What each runner leaves behind, in the JSON that vitest and jest share. */
const reports = ['test-results.json']

/** Adds up the reports in a folder. A missing one counts nothing and is named. */
export function readTotals(folder) {
  const totals = { passed: 0, failed: 0, skipped: 0, missing: [] }
  for (const name of reports) {
    const report = read(new URL(name, folder))
    if (report === undefined) {
      totals.missing.push(name)
      continue
    }
    totals.passed += report.numPassedTests
    totals.failed += report.numFailedTests + report.testResults.filter(isBrokenFile).length
    totals.skipped += report.numPendingTests + report.numTodoTests
  }
  return totals
}

// A file that cannot be loaded has no test that could fail.
const isBrokenFile = ({ status, assertionResults }) =>
  status === 'failed' && !assertionResults.some(result => result.status === 'failed')

function read(url) {
  try {
    return JSON.parse(readFileSync(url, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

export const formatTotals = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
