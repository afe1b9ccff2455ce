import { useSpeech, useSpeechHighlight, useSpeechTime } from '@outloud/react'
import { useEffect, useRef, useState } from 'react'

export function Article() {
  const article = useRef<HTMLElement>(null)
  const [text, setText] = useState('')
  const { player, getButtonProps, getSeekProps, rate, setRate, skip, error } = useSpeech({ text })
  useSpeechHighlight(player, article)
  // Blocks are paragraphs to the voice.
  useEffect(() => setText([...(article.current?.children ?? [])].map(block => block.textContent).join('\n\n')), [])
  const button = getButtonProps()

  return (
    <section>
      <div className="bar">
        <button {...button}>{button['aria-label']}</button>
        <button type="button" onClick={() => skip(-1)} aria-label="Back">
          ‹
        </button>
        <button type="button" onClick={() => skip(1)} aria-label="Forward">
          ›
        </button>
        <select aria-label="Speed" value={rate} onChange={event => setRate(Number(event.target.value))}>
          {[0.75, 1, 1.25, 1.5, 2].map(speed => (
            <option key={speed}>{speed}</option>
          ))}
        </select>
        <Seek player={player} getSeekProps={getSeekProps} />
      </div>
      <p role="status">{error instanceof Error ? error.message : ''}</p>
      <article ref={article}>
        <h1>The lighthouse</h1>
        <p>
          The lamp was lit an hour <em>before</em> sunset. Far out, a ship answered with three flashes.
        </p>
        <p>The keeper put on his coat and went down the ninety-one steps to the boat.</p>
      </article>
    </section>
  )
}

/** By itself, because it is all that renders while time passes. */
function Seek({ player, getSeekProps }: Pick<ReturnType<typeof useSpeech>, 'player' | 'getSeekProps'>) {
  const seek = getSeekProps(useSpeechTime(player))
  return (
    <>
      <input {...seek} />
      <output>{seek['aria-valuetext']}</output>
    </>
  )
}
