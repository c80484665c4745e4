import { useEffect } from 'react'

import type { Row } from './rows.ts'
import type { MessageVirtualizer } from './use-message-virtualizer.ts'

/** What there is beyond the rows that are loaded, and how to get it. */
export interface Paging {
  rows: readonly Row[]
  hasOlder: boolean
  hasNewer: boolean
  /** Why a further page could not be fetched. */
  failed: Error | null
  onOlder: () => void
  onNewer: () => void
}

/** Pages are fetched when fewer rows than this are left on a side. */
const NEAR = 14

/** Fetches on either side before the reader gets there. */
export function usePaging(props: Paging, virtualizer: MessageVirtualizer, opened: boolean) {
  const { rows, hasOlder, hasNewer, failed, onOlder, onNewer } = props
  const items = virtualizer.getVirtualItems()
  const range = virtualizer.range
  const first = range?.startIndex ?? Infinity
  const last = range?.endIndex ?? -1
  useEffect(() => {
    if (!opened || items.length === 0 || failed) return
    // Just scrolled by us, and not told of it yet: these rows are not those on screen.
    const at = virtualizer.scrollElement?.scrollTop ?? 0
    if (Math.abs(at - (virtualizer.scrollOffset ?? 0)) > 1) return
    if (hasOlder && first < NEAR) onOlder()
    if (hasNewer && last >= rows.length - NEAR) onNewer()
  }, [
    virtualizer,
    virtualizer.scrollOffset,
    opened,
    items.length,
    first,
    last,
    rows.length,
    hasOlder,
    hasNewer,
    failed,
    onOlder,
    onNewer,
  ])
}
