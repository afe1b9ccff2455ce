import type { Mark } from '../audio/report.ts'
import { field, like, numberWithin, object, type Read, wholeNumberFrom } from '../fields.ts'

const offset = field('an offset', wholeNumberFrom(0))
const readMark: Read<Mark> = like(
  object({ start: offset, end: offset, time: field('seconds', numberWithin(0, 86_400)) }),
)

/** Reads a list of marks, without what in it is none. */
export const readMarks: Read<readonly Mark[]> = value =>
  Array.isArray(value) ? value.flatMap(mark => readMark(mark) ?? []) : undefined
