import { type ReactElement, useSyncExternalStore } from 'react'
import type { WorkerServer } from '../engine/worker-fetch.ts'

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1)

/** Says where the sound comes from, and how far the engine's download is. */
export function EngineLine({
  worker,
  bytes,
  clip,
}: {
  readonly worker: WorkerServer
  readonly bytes: number
  readonly clip: boolean
}): ReactElement {
  const state = useSyncExternalStore(worker.subscribe, worker.getState, worker.getState)
  if (state.status === 'loading') {
    const { loaded, total } = state
    return (
      <p className="engine" role="status">
        <label>
          Loading the engine, once: {megabytes(loaded)} of {megabytes(total)} MB <progress value={loaded} max={total} />
        </label>
      </p>
    )
  }
  if (state.status === 'failed') return <p className="engine">The engine could not be loaded: {state.message}</p>
  if (state.status === 'ready') return <p className="engine">The engine is here. It speaks in a web worker.</p>
  return (
    <p className="engine">
      {clip
        ? `The first clip is a file of this site. Change the text, and the engine (${megabytes(bytes)} MB, once) is loaded.`
        : `Speaking loads the engine: ${megabytes(bytes)} MB, once.`}
    </p>
  )
}
