import { chunk, head } from './answer.ts'
import type { Handler } from './case.ts'
import { hang, repeat, type Step, write } from './step.ts'

/** 64 KiB of letters, for bodies that are only long. */
export const letters: Uint8Array<ArrayBuffer> = new Uint8Array(64 * 1024).fill(0x61)

/** More than any bound a client may have, and still an end if a client has none. */
const endlessTimes = 2_560

/** A body that does not end: 160 MiB as fast as they are taken, then silence. */
export const endless = (
  status: number,
  { type, start = '', data }: { type: string; start?: string; data: Uint8Array<ArrayBuffer> },
): readonly Step[] => [
  head(status, { 'content-type': type, 'transfer-encoding': 'chunked' }),
  ...(start === '' ? [] : [write(chunk(new Uint8Array(Buffer.from(start))))]),
  repeat(chunk(data), { times: endlessTimes }),
  hang,
]

/** A body of 100 MB whose length is told. `data` is repeated and must divide 100 000 000. */
export const hundredMegabytes = (
  status: number,
  { type, data }: { type: string; data: Uint8Array<ArrayBuffer> },
): readonly Step[] => [
  head(status, { 'content-type': type, 'content-length': '100000000' }),
  repeat(data, { times: 100_000_000 / data.length }),
]

/** What the `authorization` header of a request carries. */
export const keyOf = (request: Parameters<Handler>[0]['request']): string =>
  (request.headers.authorization ?? '').replace(/^Bearer /, '')
