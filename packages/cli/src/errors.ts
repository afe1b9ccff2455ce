/** The command line or the text is not what it has to be; nothing was sent. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Something else that the message explains in full, such as a file that cannot be written. */
export class Failure extends Error {
  override readonly name = 'Failure'
}

/** What ended a command that goes on where it stopped when it is run again: `cause` ended it, the message says how. */
export class Resumable extends Error {
  override readonly name = 'Resumable'
}

/** What was to be checked is wrong, as was told already. */
export class Diagnosed extends Error {
  override readonly name = 'Diagnosed'
  readonly code: 1 | 3 | 4

  constructor(message: string, code: 1 | 3 | 4) {
    super(message)
    this.code = code
  }
}

/** A key is needed and there is none. */
export class MissingKeyError extends Error {
  override readonly name = 'MissingKeyError'
}

/** The signals that end a command. */
export type EndingSignal = 'SIGHUP' | 'SIGINT' | 'SIGTERM'

/** The reason with which the shell's `signal` aborts. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly signal: EndingSignal

  constructor(signal: EndingSignal) {
    super(signal === 'SIGINT' ? 'interrupted' : `ended by ${signal}`)
    this.signal = signal
  }
}

/** Why a file cannot be used, in words. */
const fileReasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EEXIST: 'a file is in its place',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is not a folder',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
}

/** The code of a system error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

/** A file that does not exist is `undefined`, not an error. */
export function orMissing(error: unknown): undefined {
  if (errorCode(error) !== 'ENOENT') throw error
}

/** A system error about a file as one that says which file and why; any other error as it is. */
export function fileFailure(doing: 'read' | 'write', path: string, error: unknown): unknown {
  const reason = fileReasons[errorCode(error) ?? '']
  return reason === undefined ? error : new Failure(`cannot ${doing} ${path}: ${reason}`, { cause: error })
}
