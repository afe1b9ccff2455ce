import { type Bytes, pcmFacts } from '@outloud/core'

/** Pulls samples out of a byte stream in blocks that suit every encoder. */
export interface SampleReader {
  /** Samples handed out so far. */
  readonly position: number
  /**
   * The next block, `undefined` after the last. Each but the last holds a multiple of `blockUnit` samples.
   * @throws {RangeError} when the bytes end in the middle of a sample, or without any.
   */
  read(): Promise<Int16Array<ArrayBuffer> | undefined>
  /** Waits for what is done with the samples; rejects with the signal's reason as soon as that fires. */
  orAborted<T>(work: Promise<T>): Promise<T>
  /** Ends the input. Waits for it, except while a read is under way: an iterator cannot be interrupted. */
  close(): Promise<void>
}

/** 20 ms: a whole opus frame, less than any other codec holds back, so that tiny chunks cost no latency worth having. */
export const blockUnit = 480
/** 200 ms: what a large chunk is cut into, so that neither memory nor a turn of the event loop grows with it. */
const largestBlock = 10 * blockUnit

/** Rejects with `signal.reason` when the signal fires first, and takes its listener away either way. */
export const orAborted = <T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

export const createSampleReader = (pcm: AsyncIterable<Bytes>, signal: AbortSignal | undefined): SampleReader => {
  const input = pcm[Symbol.asyncIterator]()
  const block = new Uint8Array(largestBlock * pcmFacts.bytesPerSample)
  let filled = 0
  let chunk: Bytes = new Uint8Array(0)
  let state: 'open' | 'reading' | 'ended' = 'open'
  let position = 0

  const take = (bytes: number): Int16Array<ArrayBuffer> => {
    // A copy in the machine's byte order, which is little-endian wherever WebAssembly runs.
    const samples = new Int16Array(block.slice(0, bytes).buffer)
    block.copyWithin(0, bytes, filled)
    filled -= bytes
    position += samples.length
    return samples
  }

  const next = async (): Promise<boolean> => {
    signal?.throwIfAborted()
    state = 'reading'
    const result = await orAborted(
      input.next().then(
        result => {
          state = result.done ? 'ended' : 'open'
          return result
        },
        error => {
          state = 'ended'
          throw error
        },
      ),
      signal,
    )
    if (!result.done) chunk = result.value
    return !result.done
  }

  return {
    get position() {
      return position
    },
    async read() {
      const unit = blockUnit * pcmFacts.bytesPerSample
      for (;;) {
        const part = chunk.subarray(0, block.length - filled)
        block.set(part, filled)
        filled += part.length
        chunk = chunk.subarray(part.length)
        if (filled >= unit) return take(filled - (filled % unit))
        if (state !== 'ended' && (await next())) continue
        if (filled % pcmFacts.bytesPerSample !== 0) {
          throw new RangeError('pcm must end with a whole 16-bit sample, but half of one is left over')
        }
        if (filled > 0) return take(filled)
        if (position === 0) throw new RangeError('pcm must hold at least one sample, but it is empty')
        return undefined
      }
    },
    orAborted: work => orAborted(work, signal),
    async close() {
      if (state === 'ended') return
      const closing = Promise.resolve(input.return?.())
      if (state === 'open') await closing
      else closing.catch(() => {})
    },
  }
}
