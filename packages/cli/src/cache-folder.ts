import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import process from 'node:process'

/** Where answers are kept unless the command line says otherwise: in the user's folder for what can be made again. */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  const { XDG_CACHE_HOME: given, LOCALAPPDATA: local, HOME } = env
  // The specification of the variable has relative paths ignored.
  if (given !== undefined && isAbsolute(given)) return join(given, 'outloud')
  const home = HOME || homedir()
  if (platform === 'win32') return join(local || join(home, 'AppData', 'Local'), 'outloud', 'cache')
  return platform === 'darwin' ? join(home, 'Library', 'Caches', 'outloud') : join(home, '.cache', 'outloud')
}
