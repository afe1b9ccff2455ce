import type { SpeechClient } from '@outloud/core'
import type { AudioSink, SpeakOptions, SpeechPlayer } from '@outloud/player'
import { type ReactElement, type ReactNode, useEffect, useMemo, useState } from 'react'
import { createScopeBase, endpointClient } from './scope.ts'
import { ScopeContext } from './use-scope.ts'

export interface SpeechProviderProps {
  readonly children?: ReactNode
  /** What asks for the audio. @default a client of `endpoint` */
  readonly client?: Pick<SpeechClient, 'synthesize'> | undefined
  /** A path of your own server, which has the key. @default '/api/speech' */
  readonly endpoint?: string | undefined
  /** One player for all below, which then show the same. @default one for each `useSpeech`, that interrupt each other */
  readonly player?: SpeechPlayer | undefined
  /** Where audio is heard; the one it has at first stays. @default what the browser does best */
  readonly sink?: AudioSink | undefined
  /** See `createSpeechPlayer`. */
  readonly exclusive?: 'interrupt' | 'queue' | undefined
  /** What `speak` uses where neither it nor `useSpeech` says anything. */
  readonly defaults?: SpeakOptions | undefined
}

/** How what is below it speaks. Without one, `/api/speech` is asked. */
export function SpeechProvider(props: SpeechProviderProps): ReactElement {
  const { children, client, endpoint, player, sink, exclusive, defaults } = props
  const asked = useMemo(() => client ?? endpointClient(endpoint), [client, endpoint])
  const [base] = useState(() => createScopeBase(asked, sink))
  useEffect(() => base.ask(asked), [base, asked])
  useEffect(() => base.lease.take(), [base])
  const scope = useMemo(() => ({ player, defaults, exclusive, base }), [player, defaults, exclusive, base])
  return <ScopeContext.Provider value={scope}>{children}</ScopeContext.Provider>
}
