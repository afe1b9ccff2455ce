/** Text and when it is heard, in seconds: a cue of a speech, or a segment or word of a transcript. */
export interface Caption {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Cues as WebVTT (w3.org/TR/webvtt1): text that would be markup is escaped. */
export function toWebVTT(cues: readonly Caption[]): string {
  const blocks = cues.map(cue => `${time(cue.start, '.')} --> ${time(cue.end, '.')}\n${escaped(oneBlock(cue.text))}\n`)
  return ['WEBVTT\n', ...blocks].join('\n')
}

/** Cues as SubRip: numbered, with a comma before the milliseconds. */
export function toSRT(cues: readonly Caption[]): string {
  return cues
    .map((cue, index) => `${index + 1}\n${time(cue.start, ',')} --> ${time(cue.end, ',')}\n${oneBlock(cue.text)}\n`)
    .join('\n')
}

/** Hours may pass 99; both formats take it. */
function time(seconds: number, point: string): string {
  const milliseconds = Math.round(seconds * 1_000)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const clock = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60, (milliseconds / 1_000) % 60].map(two).join(':')
  return `${clock}${point}${String(milliseconds % 1_000).padStart(3, '0')}`
}

/** A blank line would end the block. */
const oneBlock = (text: string): string => text.replace(/\s*\n\s*/g, '\n')

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
