import { concat } from '../bytes.ts'
import type { Bytes } from '../format.ts'

/** Follows an encoded stream as it passes: how long it is, what of it is audio, whether it ended whole. */
export interface Walker {
  /** Takes the next bytes and gives those of them that are audio: without tags, info frames and file headers. */
  push(bytes: Bytes): Bytes
  /** Takes note of the end. Gives whether it is one: not inside a frame, not before the announced size. */
  end(): boolean
  /** Counted from samples or frames. */
  readonly seconds: number
  /** After the end: what belongs over the first bytes, where they leave open how long the audio is. */
  header?(): Bytes | undefined
}

/** A frame, page or tag at the start of some bytes. */
export interface Unit {
  /** Bytes, the header included. */
  readonly length: number
  /** Seconds it adds. */
  readonly seconds: number
  /** Whether it is audio. */
  readonly audio: boolean
}

/** A format whose units say how long they are. */
export interface Framing {
  /** Bytes from the start of a unit that tell all about it. */
  readonly header: number
  /** Reads the unit at a place; `undefined` if there is none. At the end there may be fewer bytes. */
  unit(bytes: Bytes, at: number): Unit | undefined
}

const shortestHeader = 4
const nothing: Bytes = new Uint8Array(0)

/** Walks from unit to unit. Bytes between units are passed over, one by one, until the next unit begins. */
export function createUnitWalker({ header, unit }: Framing): Walker {
  let carry = nothing
  let current: Unit | undefined
  let left = 0
  let seconds = 0
  let inStep = true
  let cut = false

  function walk(bytes: Bytes, atEnd: boolean): Bytes {
    const data = carry.length === 0 ? bytes : concat([carry, bytes])
    const audio: Bytes[] = []
    // Neighbouring units go out as one, so that a chunk without tags is not copied.
    let from = 0
    let at = 0
    const flush = () => {
      if (at > from) audio.push(data.subarray(from, at))
    }
    while (at < data.length) {
      if (current === undefined) {
        if (!atEnd && data.length - at < header) break
        current = unit(data, at)
        left = current?.length ?? 0
        if (current === undefined) {
          // So little right after a unit is the beginning of one that did not arrive.
          cut ||= atEnd && inStep && data.length - at < shortestHeader
          inStep = false
          flush()
          at++
          from = at
          continue
        }
        inStep = true
      }
      const taken = Math.min(left, data.length - at)
      if (!current.audio) {
        flush()
        from = at + taken
      }
      at += taken
      left -= taken
      if (left === 0) {
        seconds += current.seconds
        current = undefined
      }
    }
    flush()
    carry = at < data.length ? data.slice(at) : nothing
    return concat(audio)
  }

  return {
    push: bytes => walk(bytes, false),
    end: () => {
      walk(nothing, true)
      return current === undefined && !cut
    },
    get seconds() {
      return seconds
    },
  }
}
