#!/usr/bin/env node
import process from 'node:process'
import { type EndingSignal, Interrupted } from './errors.ts'
import { main } from './main.ts'

const ending = new AbortController()
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] satisfies EndingSignal[]) {
  // Once: who asks a second time does not wait.
  process.once(signal, () => ending.abort(new Interrupted(signal)))
}
// A reader that went away is told by the failed write; the event besides it would end the process with a stack.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

const code = await main(process.argv.slice(2), {
  env: process.env,
  // Looked at only by who reads it: on some kinds of input, looking opens it.
  get stdin() {
    return process.stdin
  },
  stdout: process.stdout,
  stderr: process.stderr,
  signal: ending.signal,
})
process.exitCode = code
// Otherwise the process ends when all is written; who ended it does not wait for a reader that may never come.
if (ending.signal.aborted) process.exit()
