import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Article } from './article.tsx'
import { Chat } from './chat.tsx'
import './style.css'

createRoot(document.getElementById('root') ?? document.body).render(
  <StrictMode>
    <Article />
    <Chat />
  </StrictMode>,
)
