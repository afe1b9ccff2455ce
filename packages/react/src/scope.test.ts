import { afterEach, expect, test, vi } from 'vitest'
import { endpointClient } from './scope.ts'

afterEach(() => void vi.unstubAllGlobals())

test('a server that wants more than ten seconds of patience is an error that says so at once', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    return Response.json({ error: { message: 'Slow down' } }, { status: 429, headers: { 'retry-after': '11' } })
  })
  const spoken = endpointClient('/api/speech').synthesize('Hello.').bytes()
  await expect(spoken).rejects.toMatchObject({ name: 'APIError', status: 429, retryAfter: 11_000 })
  expect(asked).toEqual(['/api/speech'])
})
