import type { HowFar } from './narration.ts'

/** How far a speech is, in one line. */
export function progressLine(far: HowFar, format: string): string {
  const { done, segments, cached, received, seconds } = far
  if (segments === 1) return `${(received / 1_000).toFixed(0)} kB of ${format}`
  const all = segments === undefined ? '' : ` of ${segments}`
  const share = cached === 0 ? '' : `, ${cached} of them from the cache`
  const left = timeLeft(far)
  const rest = left === undefined ? '' : `, ${clock(left)} to go`
  return `${done}${all} segments${share}, ${clock(seconds)} of audio${rest}`
}

/**
 * Seconds until the rest has come, at the pace of what was sent for: what was kept from before came at once, and says
 * nothing of what is still to come.
 */
function timeLeft({ waited, characters: { asked, left } }: HowFar): number | undefined {
  return left === undefined || left === 0 || asked === 0 ? undefined : ((waited / asked) * left) / 1_000
}

/** Hours, minutes and seconds, as a player shows them. */
export function clock(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const hours = Math.floor(seconds / 3_600)
  const minutes = (seconds / 60) % 60
  return hours === 0 ? `${Math.floor(minutes)}:${two(seconds % 60)}` : `${hours}:${two(minutes)}:${two(seconds % 60)}`
}
