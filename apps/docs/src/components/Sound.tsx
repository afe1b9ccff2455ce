import type { Cue } from '@outloud/core'
import type { SpeechPlayer } from '@outloud/player'
import { type ReactElement, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Remembering } from './server.ts'

/** What is shown of an utterance once all of it is there. */
interface Whole {
  readonly url: string
  readonly peaks: readonly number[]
  readonly cues: readonly Cue[]
}

const bars = 160

async function peaksOf(blob: Blob): Promise<readonly number[]> {
  // Decodes without a device, and needs no gesture.
  const context = new OfflineAudioContext(1, 1, 24_000)
  const samples = (await context.decodeAudioData(await blob.arrayBuffer())).getChannelData(0)
  const width = Math.max(1, Math.floor(samples.length / bars))
  return Array.from({ length: Math.min(bars, samples.length) }, (_, bar) => {
    let peak = 0
    for (let index = bar * width; index < (bar + 1) * width; index += 1)
      peak = Math.max(peak, Math.abs(samples[index] ?? 0))
    return peak
  })
}

/** Waveform, captions and download of what was spoken last. */
export function Sound({
  player,
  client,
  format,
}: {
  readonly player: SpeechPlayer
  readonly client: Remembering
  readonly format: string
}): ReactElement {
  const { downloaded, utterance } = useSyncExternalStore(player.subscribe, player.getSnapshot, player.getServerSnapshot)
  const [whole, setWhole] = useState<Whole>()
  useEffect(() => {
    if (!downloaded || utterance === 0) return
    let left = false
    let url: string | undefined
    const read = async (): Promise<void> => {
      const blob = await player.toBlob()
      const [peaks, cues] = await Promise.all([
        peaksOf(blob).catch(() => []),
        client
          .last()
          ?.cues()
          .catch(() => []),
      ])
      if (left) return
      url = URL.createObjectURL(blob)
      setWhole({ url, peaks, cues: cues ?? [] })
    }
    read().catch(() => {})
    return () => {
      left = true
      if (url !== undefined) URL.revokeObjectURL(url)
      setWhole(undefined)
    }
  }, [player, client, downloaded, utterance])

  return (
    <>
      <Waveform peaks={whole?.peaks ?? []} player={player} />
      <Captions cues={whole?.cues ?? []} player={player} />
      {whole !== undefined && (
        <div className="row">
          <a className="button" href={whole.url} download={`speech.${format === 'pcm' ? 'wav' : format}`}>
            Download
          </a>
        </div>
      )}
    </>
  )
}

function Waveform({
  peaks,
  player,
}: {
  readonly peaks: readonly number[]
  readonly player: SpeechPlayer
}): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const canvas = ref.current
    const context = canvas?.getContext('2d')
    if (canvas === null || !context) return
    const draw = (): void => {
      const { progress } = player.getTime()
      const style = getComputedStyle(canvas)
      context.clearRect(0, 0, canvas.width, canvas.height)
      const width = canvas.width / bars
      for (const [bar, peak] of peaks.entries()) {
        const height = Math.max(2, peak * canvas.height * 0.95)
        const name = bar / bars < progress ? '--sl-color-text-accent' : '--sl-color-gray-4'
        context.fillStyle = style.getPropertyValue(name)
        context.fillRect(bar * width, (canvas.height - height) / 2, width * 0.6, height)
      }
    }
    draw()
    return player.subscribeTime(draw)
  }, [peaks, player])
  const label = peaks.length === 0 ? 'Waveform: nothing was spoken yet' : 'Waveform of what was spoken'
  return <canvas ref={ref} width={800} height={120} role="img" aria-label={label} />
}

const clock = (seconds: number): string => `${seconds.toFixed(1)} s`

function Captions({
  cues,
  player,
}: {
  readonly cues: readonly Cue[]
  readonly player: SpeechPlayer
}): ReactElement | null {
  const [now, setNow] = useState(-1)
  useEffect(() => {
    const read = (): void => {
      const { currentTime } = player.getTime()
      setNow(cues.findIndex(({ start, end }) => currentTime >= start && currentTime < end))
    }
    return player.subscribeTime(read)
  }, [cues, player])
  if (cues.length === 0) return null
  return (
    <ol className="captions" aria-label="Captions">
      {cues.map(({ text, start }, index) => (
        <li key={start} aria-current={index === now}>
          <time>{clock(start)}</time>
          <span>{text}</span>
        </li>
      ))}
    </ol>
  )
}
