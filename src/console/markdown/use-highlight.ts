import { useEffect, useState } from 'react'

import { insistently } from '#console/api/insistently.ts'

import type { Token } from './highlight.ts'

/** Longer code stays plain: colouring it would hold up the page. */
const MAX_CODE = 40_000
const KEPT = 200

const kept = new Map<string, Token[] | null>()

function keep(key: string, tokens: Token[] | null): void {
  kept.set(key, tokens)
  if (kept.size <= KEPT) return
  for (const oldest of kept.keys()) return void kept.delete(oldest)
}

const whenIdle = (run: () => void): (() => void) => {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(run, 50)
    return () => clearTimeout(timer)
  }
  const id = requestIdleCallback(run, { timeout: 1000 })
  return () => cancelIdleCallback(id)
}

/** The tokens of finished code, once the browser has had time for them; null until then. */
export function useHighlight(code: string, language: string, finished: boolean): Token[] | null {
  const [, redraw] = useState(0)
  const isColoured = finished && language !== '' && code.length <= MAX_CODE
  const key = isColoured ? `${language}\n${code}` : ''
  const wanted = isColoured && !kept.has(key)
  useEffect(() => {
    if (!wanted) return
    const stop = new AbortController()
    const { signal } = stop
    const cancel = whenIdle(() => {
      void insistently(() => import('./highlight.ts'), signal).then(({ highlight }) => {
        if (!kept.has(key)) keep(key, highlight(code, language))
        if (!signal.aborted) redraw((count) => count + 1)
      })
    })
    return () => {
      stop.abort()
      cancel()
    }
  }, [wanted, key, code, language])
  return isColoured ? (kept.get(key) ?? null) : null
}
