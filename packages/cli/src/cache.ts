import { cacheFolder } from './cache-folder.ts'
import { type Command, defineCommand } from './command.ts'
import { fileFailure, UsageError } from './errors.ts'

/** `outloud cache`: what is kept of the answers of servers. */
export const cache: Command = defineCommand(
  {
    name: 'cache',
    usage: '[clear] [options]',
    summary: 'Show what is kept of the answers of servers, or remove it with clear.',
    details: [
      'Shows where the answers of servers are kept and how much they take; with clear, removes them. outloud speak keeps them, so that what was spoken once is not asked for again.',
    ],
    examples: [
      ['Where, and how much', 'outloud cache'],
      ['Remove all of it', 'outloud cache clear'],
    ],
    options: ['cache-dir'],
    environment: ['XDG_CACHE_HOME'],
  },
  async ({ 'cache-dir': given }, words, { env, stdout }) => {
    if (words.length > 1 || (words.length === 1 && words[0] !== 'clear')) {
      throw new UsageError(`expected clear or nothing, got ${JSON.stringify(words.join(' '))}`)
    }
    const { fileStore } = await import('@outloud/node-stream')
    const folder = given ?? cacheFolder(env)
    const store = fileStore(folder)
    const clear = words.length === 1
    const { files, bytes } = await (clear ? store.clear() : store.size()).catch(error => {
      throw fileFailure(clear ? 'write' : 'read', folder, error)
    })
    const amount = `${files} ${files === 1 ? 'answer' : 'answers'}, ${size(bytes)}`
    stdout.write(clear ? `Removed ${amount}, from ${folder}\n` : `${folder}: ${amount}\n`)
  },
)

/** Bytes in the largest unit of which there is one. */
function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB']
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return `${(bytes / 1_000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}
