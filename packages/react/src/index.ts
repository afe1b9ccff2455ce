'use client'

export type { ButtonLabels, SpeechButtonAttributes, SpeechSeekAttributes } from './props.ts'
export type { SpeakerOptions, SpeechActions } from './speaker.ts'
export { SpeechButton, type SpeechButtonProps } from './speech-button.tsx'
export { SpeechProvider, type SpeechProviderProps } from './speech-provider.tsx'
export { type UseSpeech, type UseSpeechOptions, useSpeech } from './use-speech.ts'
export { useSpeechHighlight } from './use-speech-highlight.ts'
export { type UseSpeechTimeOptions, useSpeechTime } from './use-speech-time.ts'
