export type { Caller, SpeechProxyAllow, SpeechProxyLimits, SpeechProxyOptions } from './proxy/options.ts'
export type { SpeechProxy } from './proxy/proxy.ts'
export { createSpeechProxy } from './proxy/proxy.ts'
export type { RateLimitStore } from './proxy/rate-limits.ts'
