/** Kilobits a second of MPEG-2 layer III by the header's index (ISO/IEC 13818-3). */
const bitrates = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]

/** How long an MP3 at 24 000 Hz plays, as all of the embedded server's are: 576 samples a frame. */
export function mp3Seconds(bytes) {
  let frames = 0
  for (let at = 0; at + 4 <= bytes.length; frames++) {
    const bitrate = bitrates[bytes[at + 2] >> 4]
    if (bytes[at] !== 0xff || !bitrate) throw new Error(`No MP3 frame at byte ${at}`)
    const padding = (bytes[at + 2] >> 1) & 1
    at += 3 * bitrate + padding
  }
  return (frames * 576) / 24_000
}
