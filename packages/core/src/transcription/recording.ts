/** A kind of file that servers hear. */
interface RecordingKind {
  /** The media type it is sent with. */
  readonly type: string
  /** The extension it is sent with, where that is not its own. */
  readonly sentAs?: string
}

/** By extension, what the protocol takes (PROTOCOL.md, POST /audio/transcriptions). */
const kinds: Readonly<Record<string, RecordingKind>> = {
  flac: { type: 'audio/flac' },
  m4a: { type: 'audio/mp4' },
  mp3: { type: 'audio/mpeg' },
  mp4: { type: 'video/mp4' },
  mpeg: { type: 'audio/mpeg' },
  mpga: { type: 'audio/mpeg' },
  ogg: { type: 'audio/ogg' },
  wav: { type: 'audio/wav' },
  webm: { type: 'audio/webm' },
  // Not in the list, but the same container by another name: `.opus` is what speech in that format is saved as.
  oga: { type: 'audio/ogg', sentAs: 'ogg' },
  opus: { type: 'audio/ogg', sentAs: 'ogg' },
}

/** By media type, the extension that goes with it. */
const extensions: Readonly<Record<string, string>> = {
  'audio/flac': 'flac',
  'audio/x-flac': 'flac',
  'audio/mp4': 'm4a',
  'audio/m4a': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/ogg': 'ogg',
  'audio/opus': 'ogg',
  'application/ogg': 'ogg',
  'video/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/wave': 'wav',
  'audio/x-wav': 'wav',
  'audio/vnd.wave': 'wav',
  'audio/webm': 'webm',
  'video/webm': 'webm',
  'video/mp4': 'mp4',
  'video/mpeg': 'mpeg',
}

/** What a recording is sent as. */
export interface SentRecording {
  readonly name: string
  readonly type: string
}

/** The extensions that the protocol names. */
export const recordingExtensions: readonly string[] = Object.keys(kinds).filter(
  extension => kinds[extension]?.sentAs === undefined,
)

/** The largest file that the protocol takes, in bytes: 25 MiB (PROTOCOL.md). */
export const longestRecording = 26_214_400

/**
 * The name and media type for a recording of this name and type, either of which may be empty; `undefined` when it is
 * no file that servers hear. The extension decides, as it does for them; without a known one the type does. Of the name
 * that is the end, without folders and control characters.
 */
export function recordingKind(name: string, type: string): SentRecording | undefined {
  const given = type.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const stated = Object.hasOwn(extensions, given) ? extensions[given] : undefined
  // Browsers and servers say so when they do not know.
  if (stated === undefined && given !== '' && given !== 'application/octet-stream') return undefined
  const file = (name.split(/[\\/]/).at(-1) ?? '').replace(/\p{Cc}/gu, '').slice(-80)
  const point = file.lastIndexOf('.')
  const ending = point === -1 ? '' : file.slice(point + 1).toLowerCase()
  const known = Object.hasOwn(kinds, ending)
  const kind = kinds[known ? ending : (stated ?? '')]
  if (kind === undefined) return undefined
  const stem = known ? file.slice(0, point) : file
  return { name: `${stem || 'recording'}.${known ? (kind.sentAs ?? ending) : stated}`, type: kind.type }
}
