import { useSpeech } from '@outloud/react'
import { type FormEvent, useState } from 'react'

/** Stands in for a model: an answer comes word by word, and is shown as it does. */
async function* answerTo(question: string, show: (word: string) => void) {
  const answer = `You asked: ${question} I am no model, so I only say what you see here. But I begin to speak with my first words, while the rest of this answer is still being written.`
  for (const word of answer.split(/(?<= )/)) {
    show(word)
    yield word
    await new Promise(resolve => setTimeout(resolve, 120))
  }
}

export function Chat() {
  const [answer, setAnswer] = useState('')
  const { speak, stop, status } = useSpeech()

  const ask = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setAnswer('')
    const question = String(new FormData(event.currentTarget).get('question'))
    speak(answerTo(question, word => setAnswer(before => before + word)))
  }

  return (
    <section>
      <form className="bar" onSubmit={ask}>
        <input name="question" aria-label="Question" defaultValue="How does this work?" />
        <button type="submit">Ask</button>
        <button type="button" onClick={stop} disabled={status === 'idle' || status === 'ended'}>
          Stop
        </button>
      </form>
      <p className="answer">{answer}</p>
    </section>
  )
}
