import { type HighlightOptions, highlightSpeech, type SpeechPlayer } from '@outloud/player'
import { type RefObject, useEffect } from 'react'

/**
 * Makes the sentence or word that is heard stand out in an element, without rendering. Style it as
 * `::highlight(speech)`, and `mark[data-speech]` for browsers without the CSS Custom Highlight API.
 */
export function useSpeechHighlight(
  player: SpeechPlayer,
  ref: RefObject<Element | null>,
  { unit, name }: HighlightOptions = {},
): void {
  useEffect(() => {
    const element = ref.current
    return element === null ? undefined : highlightSpeech(player, element, { unit, name })
  }, [player, ref, unit, name])
}
