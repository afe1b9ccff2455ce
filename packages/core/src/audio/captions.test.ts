import { type Cue, toSRT, toWebVTT } from '@outloud/core'
import { expect, test } from 'vitest'

const cue = (text: string, start: number, end: number): Cue => ({
  text,
  start,
  end,
  source: { start: 0, end: text.length },
  precision: 'measured',
})
const cues = [
  cue('Ham & <eggs>.', 0, 1.2345),
  cue('Two\n\n  lines.', 1.2345, 3_725.9996),
  cue('Late.', 360_000, 360_001),
]

test('WebVTT: a header, times with a point, markup escaped, no blank line inside a cue', () => {
  expect(toWebVTT(cues)).toBe(`WEBVTT

00:00:00.000 --> 00:00:01.235
Ham &amp; &lt;eggs&gt;.

00:00:01.235 --> 01:02:06.000
Two
lines.

100:00:00.000 --> 100:00:01.000
Late.
`)
})

test('SRT: numbered, times with a comma', () => {
  expect(toSRT(cues)).toBe(`1
00:00:00,000 --> 00:00:01,235
Ham & <eggs>.

2
00:00:01,235 --> 01:02:06,000
Two
lines.

3
100:00:00,000 --> 100:00:01,000
Late.
`)
})
