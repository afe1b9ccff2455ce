import { type KeyboardEvent, type ReactElement, useId, useState } from 'react'
import { codeOf, type Settings } from './code.ts'

const names = Object.keys(codeOf)

/** The code that does what the playground is set to, with a button that copies it. */
export function Code({ settings }: { readonly settings: Settings }): ReactElement {
  const [chosen, setChosen] = useState('React')
  const [said, setSaid] = useState('')
  const id = useId()
  const code = codeOf[chosen]?.(settings) ?? ''
  const move = ({ key, currentTarget }: KeyboardEvent): void => {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
    const next = names[(names.indexOf(chosen) + step + names.length) % names.length]
    if (step === 0 || next === undefined) return
    setChosen(next)
    currentTarget.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus()
  }
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(code)
      setSaid('Copied')
    } catch {
      setSaid('The browser does not let the page copy')
    }
  }
  return (
    <div>
      <div role="tablist" aria-label="The same in code" onKeyDown={move}>
        {names.map(name => (
          <button
            key={name}
            type="button"
            role="tab"
            data-tab={name}
            id={`${id}-${name}`}
            aria-selected={name === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={name === chosen ? 0 : -1}
            onClick={() => setChosen(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it. */}
        <pre tabIndex={0}>
          <code>{code}</code>
        </pre>
      </div>
      <div className="row">
        <button type="button" onClick={copy}>
          Copy
        </button>
        <span role="status" className="hint">
          {said}
        </span>
      </div>
    </div>
  )
}
