import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'

/** A node as HTML; what it asks for is what the client holds. */
export const markupOf = (node: ReactNode, client = new QueryClient()): string =>
  renderToStaticMarkup(<QueryClientProvider client={client}>{node}</QueryClientProvider>)

/** The text of HTML as it is read. */
export const visibleText = (markup: string): string =>
  markup
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&')
