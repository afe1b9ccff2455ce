import engine from '../generated/engine.json'

const cacheName = `outloud-engine${engine.path}`

/**
 * The engine's module, from this browser's cache after the first time.
 * @param onProgress Is told how many bytes have come; nothing is said while it comes from the cache.
 */
export async function download(onProgress: (loaded: number) => void): Promise<WebAssembly.Module> {
  const kept = await cached()
  if (kept !== undefined) return compile(kept)
  const response = await fetch(engine.path)
  if (!response.ok || response.body === null) throw new Error(`${engine.path} was answered with ${response.status}`)
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
  const [module] = await Promise.all([compile(now), keep(later)])
  return module
}

const compile = (compressed: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<WebAssembly.Module> =>
  WebAssembly.compileStreaming(
    new Response(compressed.pipeThrough(new DecompressionStream('gzip')), {
      headers: { 'content-type': 'application/wasm' },
    }),
  )

/** Private windows and plain http have no such cache, or refuse it: the engine is then loaded each time. */
async function cached(): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | undefined> {
  try {
    const cache = await caches.open(cacheName)
    return (await cache.match(engine.path))?.body ?? undefined
  } catch {
    return undefined
  }
}

async function keep(compressed: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
  try {
    for (const name of await caches.keys()) {
      if (name.startsWith('outloud-engine') && name !== cacheName) await caches.delete(name)
    }
    await (await caches.open(cacheName)).put(engine.path, new Response(compressed))
  } catch {
    await compressed.cancel().catch(() => {})
  }
}
