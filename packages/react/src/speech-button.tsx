import type { ReactElement, ReactNode } from 'react'
import type { ButtonLabels } from './props.ts'
import { type UseSpeechOptions, useSpeech } from './use-speech.ts'

export interface SpeechButtonProps extends UseSpeechOptions {
  /** What is seen. @default the label */
  readonly children?: ReactNode
  readonly className?: string | undefined
  readonly labels?: ButtonLabels | undefined
  /** What is said when it fails. @default 'It could not be spoken.' */
  readonly failed?: string | undefined
}

/** A button that speaks a text, without a style of its own. */
export function SpeechButton(props: SpeechButtonProps): ReactElement {
  const { children, className, labels, failed = 'It could not be spoken.', ...options } = props
  const { status, getButtonProps } = useSpeech(options)
  const button = getButtonProps(labels)
  return (
    <>
      <button {...button} className={className} data-status={status}>
        {children ?? button['aria-label']}
      </button>
      <span role="status">{status === 'error' ? failed : ''}</span>
    </>
  )
}
