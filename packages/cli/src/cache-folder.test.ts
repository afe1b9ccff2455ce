import { homedir } from 'node:os'
import { expect, it } from 'vitest'
import { cacheFolder } from './cache-folder.ts'

it.each([
  [{ XDG_CACHE_HOME: '/x', HOME: '/home/a' }, 'linux', '/x/outloud'],
  [{ XDG_CACHE_HOME: '/x', HOME: '/home/a' }, 'darwin', '/x/outloud'],
  [{ HOME: '/home/a' }, 'linux', '/home/a/.cache/outloud'],
  [{ HOME: '/home/a' }, 'freebsd', '/home/a/.cache/outloud'],
  [{ HOME: '/Users/a' }, 'darwin', '/Users/a/Library/Caches/outloud'],
  [{ LOCALAPPDATA: '/C/Local', HOME: '/C/a' }, 'win32', '/C/Local/outloud/cache'],
  [{ HOME: '/C/a' }, 'win32', '/C/a/AppData/Local/outloud/cache'],
  // As the specification of the variable wants it.
  [{ XDG_CACHE_HOME: 'x', HOME: '/home/a' }, 'linux', '/home/a/.cache/outloud'],
  [{ XDG_CACHE_HOME: '', HOME: '' }, 'linux', `${homedir()}/.cache/outloud`],
] as const)('with %j on %s answers are kept in %s', (env, platform, folder) => {
  expect(cacheFolder(env, platform)).toBe(folder)
})
