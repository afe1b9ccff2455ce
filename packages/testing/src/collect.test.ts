import { expect, test } from 'vitest'
import { collect } from './collect.ts'

const chunks = [Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3)]

test('collects a stream, an async iterable and an iterable in order', async () => {
  async function* slowly() {
    yield* chunks
  }
  expect(await collect(new Blob(chunks).stream())).toEqual(Uint8Array.of(1, 2, 3))
  expect(await collect(slowly())).toEqual(Uint8Array.of(1, 2, 3))
  expect(await collect(chunks)).toEqual(Uint8Array.of(1, 2, 3))
})

test('rejects as its source does', async () => {
  const reason = new Error('cut')
  const cut = new ReadableStream<Uint8Array>({
    start: controller => controller.enqueue(Uint8Array.of(1)),
    pull: controller => controller.error(reason),
  })
  await expect(collect(cut)).rejects.toBe(reason)
})
