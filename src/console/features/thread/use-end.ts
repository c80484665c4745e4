import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'

import { isEndRead, viewOf } from './end.ts'
import { isMessage, type Row } from './rows.ts'
import type { MessageVirtualizer } from './use-message-virtualizer.ts'

/** Whether the end is being read, and how many messages came since it was left. */
export function useEnd(
  scroller: { current: HTMLDivElement | null },
  rows: readonly Row[],
  hasNewer: boolean,
  opensAtEnd: boolean,
) {
  const [atEnd, setAtEnd] = useState(opensAtEnd)
  const last = useRef({
    view: { scrollTop: 0, scrollHeight: 0, clientHeight: 0 },
    isRead: opensAtEnd,
  })
  const isAtEnd = atEnd && !hasNewer
  const lastKey = rows.at(-1)?.key
  const seen = useRef(hasNewer ? undefined : lastKey)
  useEffect(() => {
    if (isAtEnd) seen.current = lastKey
  }, [isAtEnd, lastKey])
  const look = useCallback((element: HTMLElement) => {
    const view = viewOf(element)
    const isRead = isEndRead(last.current.view, last.current.isRead, view)
    last.current = { view, isRead }
    setAtEnd(isRead)
  }, [])
  // Rows that fit on the screen are at their end, and nothing scrolls that would tell.
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      // A frame later they are measured.
      frame = requestAnimationFrame(() => scroller.current && look(scroller.current))
    })
    return () => cancelAnimationFrame(frame)
  }, [scroller, look])
  const from = rows.findIndex(({ key }) => key === seen.current)
  const unseen = isAtEnd || from < 0 ? 0 : rows.slice(from + 1).filter(isMessage).length
  return { isAtEnd, unseen, look }
}

/** Whoever reads the end stays there when the composer grows, or a keyboard comes up. */
export function useKeptEnd(
  scroller: { current: HTMLDivElement | null },
  isAtEnd: boolean,
  virtualizer: MessageVirtualizer,
) {
  const onResize = useEffectEvent(() => isAtEnd && virtualizer.scrollToEnd())
  useEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    let height = element.clientHeight
    const observer = new ResizeObserver(() => {
      if (element.clientHeight === height) return
      height = element.clientHeight
      onResize()
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller])
}
