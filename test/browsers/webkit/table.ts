import type { Reporter, TestCase } from 'vitest/node'

const outcomes = {
  passed: 'works',
  failed: 'does not work',
  skipped: 'was not tried',
  pending: 'was not tried',
} as const

/** One row for each behaviour: whether it works, and if not what was seen. */
function row(test: TestCase): string {
  const { state, errors = [] } = test.result()
  const [what = ''] = (errors[0]?.message ?? '').split('\n')
  return `  ${outcomes[state].padEnd(13)}  ${test.name}${what && `: ${what}`}`
}

/** Prints what works and what does not. */
export const table: Reporter = {
  onTestRunEnd: (modules, errors) => {
    const tests = modules.flatMap(module => [...module.children.allTests()])
    const working = tests.filter(test => test.ok() && test.result().state === 'passed')
    // What prevents the tests altogether, such as a browser that does not start.
    const prevented = modules.flatMap(module => [
      ...module.errors(),
      ...[...module.children.allSuites()].flatMap(suite => suite.errors()),
    ])
    console.log('\nThe player in WebKitGTK, a report that fails nothing:')
    for (const test of tests) console.log(row(test))
    for (const { message } of [...prevented, ...errors]) console.log(`  ${message}`)
    console.log(`  ${working.length} of ${tests.length} work\n`)
  },
}
