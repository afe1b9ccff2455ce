import type { Bytes } from '@outloud/core'
import { joined, none } from './remuxer.ts'

/** The parts of an MP4 file (ISO/IEC 14496-12): bytes, and numbers that stand for one byte each. */
type Part = Bytes | readonly number[]

const bytesOf = (part: Part): Bytes => (part instanceof Uint8Array ? part : Uint8Array.from(part))

export function box(name: string, ...parts: readonly Part[]): Bytes {
  const all = [none, ...parts.map(bytesOf)]
  all[0] = bytesOf([...u32(all.reduce((length, part) => length + part.length, 8)), ...letters(name)])
  return joined(all)
}

/** Four letters at a place of their own in the format. */
export const letters = (name: string): readonly number[] => Array.from(name, letter => letter.charCodeAt(0))

export const u16 = (value: number): readonly number[] => [(value >>> 8) & 255, value & 255]
export const u32 = (value: number): readonly number[] => [...u16(value >>> 16), ...u16(value & 0xffff)]
export const zeros = (count: number): readonly number[] => new Array<number>(count).fill(0)
