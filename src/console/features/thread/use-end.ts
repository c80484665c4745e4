import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'

import { END_THRESHOLD, isEndRead, viewOf } from './end.ts'
import { isMessage, type Row } from './rows.ts'
import type { Below } from './use-below.ts'
import type { MessageVirtualizer } from './use-message-virtualizer.ts'

/** Whether the end is being read, and how many messages came since it was left or is not followed. */
export function useEnd(
  scroller: { current: HTMLDivElement | null },
  rows: readonly Row[],
  hasNewer: boolean,
  opensAtEnd: boolean,
  isHeld: boolean,
  { unseen: unseenBelow, isMore, onEndSeen }: Below,
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
    if (isAtEnd && !isHeld) seen.current = lastKey
  }, [isAtEnd, isHeld, lastKey])
  const isOpening = useRef(true)
  const lastMessage = hasNewer ? undefined : rows.findLast(isMessage)?.key
  const isEndSeen = isAtEnd && !isHeld
  useEffect(() => {
    const isSeen = isOpening.current || isEndSeen
    isOpening.current = false
    if (isSeen && lastMessage !== undefined) onEndSeen(lastMessage)
  }, [isEndSeen, lastMessage, onEndSeen])
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
  const unseenHere =
    (isAtEnd && !isHeld) || from < 0 ? 0 : rows.slice(from + 1).filter(isMessage).length
  const unseen = hasNewer ? unseenBelow : unseenHere
  return { isAtEnd, unseen, isMore: hasNewer && isMore, look }
}

/**
 * Whoever reads the end stays there when the composer grows, or a keyboard comes up, and comes back to it
 * when nothing in the list is held any more. Answers whether there is more below what is held.
 */
export function useKeptEnd(
  scroller: { current: HTMLDivElement | null },
  isAtEnd: boolean,
  isHeld: boolean,
  virtualizer: MessageVirtualizer,
): boolean {
  const [hasMore, setHasMore] = useState(false)
  const onFree = useEffectEvent(() => isAtEnd && virtualizer.scrollToEnd())
  useEffect(() => {
    const element = scroller.current
    if (!isHeld || !element) return undefined
    const look = () => {
      const { scrollHeight, clientHeight, scrollTop } = element
      setHasMore(scrollHeight - clientHeight - scrollTop > END_THRESHOLD)
    }
    // The list writes the height of its rows there. Told of that height itself, while rows are measured,
    // the browser would report a loop.
    const observer = new MutationObserver(look)
    observer.observe(element, { attributeFilter: ['style'], subtree: true })
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
      setHasMore(false)
      onFree()
    }
  }, [scroller, isHeld])
  const onResize = useEffectEvent(() => isAtEnd && !isHeld && virtualizer.scrollToEnd())
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
  return hasMore
}
