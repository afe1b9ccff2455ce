/** A compressed file of the site that an engine needs. */
export interface EngineFile {
  readonly path: string
  /** As it is sent. */
  readonly bytes: number
}

/**
 * The file, unpacked; from this browser's cache after the first time.
 * @param onProgress Is told how many bytes have come; nothing is said while it comes from the cache.
 */
export async function download<T>(
  { path }: EngineFile,
  use: (file: Response) => Promise<T>,
  onProgress: (loaded: number) => void,
): Promise<T> {
  const kept = await cached(path)
  if (kept !== undefined) return use(unpacked(kept))
  const response = await fetch(path)
  if (!response.ok || response.body === null) throw new Error(`${path} was answered with ${response.status}`)
  let loaded = 0
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (chunk, controller) => {
        loaded += chunk.length
        onProgress(loaded)
        controller.enqueue(chunk)
      },
    }),
  )
  const [now, later] = counted.tee()
  const [used] = await Promise.all([use(unpacked(now)), keep(path, later)])
  return used
}

const unpacked = (compressed: ReadableStream<Uint8Array<ArrayBuffer>>): Response =>
  new Response(compressed.pipeThrough(new DecompressionStream('gzip')), {
    headers: { 'content-type': 'application/wasm' },
  })

const cacheOf = (path: string): string => `outloud-engine${path}`

/** Private windows and plain http have no such cache, or refuse it: the engine is then loaded each time. */
async function cached(path: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | undefined> {
  try {
    const cache = await caches.open(cacheOf(path))
    return (await cache.match(path))?.body ?? undefined
  } catch {
    return undefined
  }
}

async function keep(path: string, compressed: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
  const name = cacheOf(path)
  // What a path ends with is of its contents alone.
  const ofThisEngine = name.slice(0, name.lastIndexOf('-') + 1)
  try {
    for (const other of await caches.keys()) {
      if (other.startsWith(ofThisEngine) && other !== name) await caches.delete(other)
    }
    await (await caches.open(name)).put(path, new Response(compressed))
  } catch {
    await compressed.cancel().catch(() => {})
  }
}
