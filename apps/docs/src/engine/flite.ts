import examples from './examples.json'
import { createSiteEngine, type SiteEngine } from './site-engine.ts'

/** What the site speaks with, where no other server was given. */
export const flite: SiteEngine = createSiteEngine(
  () => new Worker(new URL('./flite.worker.ts', import.meta.url), { type: 'module', name: 'flite' }),
  Object.values(examples),
)
