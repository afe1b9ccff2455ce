import type { Bytes } from '@outloud/core'
import type { CompleteBitrates } from './bitrates.ts'
import type { SampleReader } from './sample-reader.ts'

/**
 * One format: all samples of the reader as one valid stream. Returns the stream's first bytes as they would be
 * had the length been known from the start, or nothing where they say nothing of it.
 */
export type Encoder = (reader: SampleReader, bitrates: CompleteBitrates) => AsyncGenerator<Bytes, Bytes | undefined>
