#!/usr/bin/env node
import process from 'node:process'
import { type EndingSignal, errorCode, fileFailure, Interrupted } from './errors.ts'
import { main } from './main.ts'

const ending = new AbortController()
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] satisfies EndingSignal[]) {
  // Once: who asks a second time does not wait.
  process.once(signal, () => ending.abort(new Interrupted(signal)))
}
let unwritten: unknown
// What is written is told by the failed write, if it waits for it; the event besides it would end the process with a stack.
process.stdout.on('error', error => {
  // A reader that went away wanted no more.
  if (errorCode(error) !== 'EPIPE') unwritten ??= fileFailure('write', 'standard output', error)
})
process.stderr.on('error', () => {})

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
// Help, lists and results of which a part is missing are not done.
process.once('exit', () => {
  if (code !== 0 || unwritten === undefined) return
  process.exitCode = 1
  process.stderr.write(`outloud: ${unwritten instanceof Error ? unwritten.message : unwritten}\n`)
})
// Otherwise the process ends when all is written; who ended it does not wait for a reader that may never come.
if (ending.signal.aborted) process.exit()
