/** What `npm test` did not find, such as `ffmpeg`: `describe.skipIf(missingTools.has('ffmpeg'))`. */
export const missingTools: ReadonlySet<string> = new Set(
  (process.env.OUTLOUD_MISSING_TOOLS ?? '').split(',').filter(name => name !== ''),
)
