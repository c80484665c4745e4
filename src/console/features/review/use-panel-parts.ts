import { type RefObject, useEffect, useLayoutEffect } from 'react'

import { askedPart, isPanelShown } from '#console/api/reviewed.ts'
import { useAction } from '#console/hooks/use-action.ts'

/** Where the focus goes for each part that is asked for. */
const PARTS = {
  verdict: '[data-review-verdict]',
  labels: '[data-review-labels] button[aria-haspopup]',
  note: '[data-review-note]',
}

/** Leads the keys to the parts of a panel in which something is judged, as long as it is shown. */
export const usePanelParts = (panel: RefObject<HTMLElement | null>): void => {
  useLayoutEffect(() => {
    isPanelShown.set(true)
    return () => isPanelShown.set(false)
  }, [])
  const toPart = (part: keyof typeof PARTS) => {
    const found = panel.current?.querySelector<HTMLElement>(PARTS[part])
    found?.focus()
    if (part === 'labels') found?.click()
  }
  useAction('review.labels', () => toPart('labels'))
  useAction('review.note', () => toPart('note'))
  const asked = askedPart.use()
  useEffect(() => {
    if (asked === undefined) return
    askedPart.set(undefined)
    toPart(asked)
    // Whatever draws the panel anew asks for nothing.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [asked])
}
