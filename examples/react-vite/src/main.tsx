import { SpeechProvider } from '@outloud/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Article } from './article.tsx'
import { Chat } from './chat.tsx'
import './style.css'

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <SpeechProvider>
        <Article />
        <Chat />
      </SpeechProvider>
    </StrictMode>,
  )
}
