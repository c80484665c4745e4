import './styles.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'

import { followChanges } from './api/changes.ts'
import { newQueryClient } from './api/query-client.ts'
import { Routes } from './routes.tsx'
import { focusPressedButtons } from './ui/lost-focus.ts'
import { loadWhenIdle } from './util/first-content.ts'
import { surviveTranslators } from './util/translated-page.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

surviveTranslators()
focusPressedButtons()
const client = newQueryClient()
followChanges(client)

loadWhenIdle([
  () => import('./api/run-feed.ts'),
  () => import('./pages/AssistantsPage.tsx'),
  () => import('./features/thread-list/ThreadDialogs.tsx'),
])

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <BrowserRouter>
        <Routes />
      </BrowserRouter>
    </QueryClientProvider>
  </StrictMode>,
)
