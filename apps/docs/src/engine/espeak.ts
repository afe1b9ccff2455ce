import languages from './languages.json'
import { createSiteEngine, type SiteEngine } from './site-engine.ts'

/** What speaks other languages. Its worker alone has code under the GPL. */
export const espeak: SiteEngine = createSiteEngine(
  () => new Worker(new URL('./espeak.worker.ts', import.meta.url), { type: 'module', name: 'espeak' }),
  languages,
)
