import { createFliteEngine } from '@outloud/flite'
import { createTrickleServer, withTones } from '@outloud/testing/trickle'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the trickle server is, for pages: `inject('trickle')`. */
    readonly trickle: string
  }
}

/** One server for all pages: what belongs to a test is told apart by the `id` of its plan. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await createTrickleServer(withTones(createFliteEngine()))
  project.provide('trickle', server.url)
  return () => server.close()
}
