import { useState } from 'react'
import { createPath, useLocation } from 'react-router'

import { isLinkLeft, linkName } from './scroll-memory.ts'

/** A link to a message, as it was followed. */
export interface Link {
  messageId: string
  /** The step in history that followed it. */
  entry: string
  /** The name of its place, where that counts and not the message: the reader came back to where they read on. */
  memory: string | undefined
}

/** Whether the page was opened anew, by nobody's way back: what was kept of its first step is of another one. */
const isNewPage = () => {
  const [navigation] = performance.getEntriesByType('navigation')
  const { type } = navigation as PerformanceNavigationTiming // so says its entry type
  return type !== 'reload' && type !== 'back_forward'
}

/** The key that the router gives to the first step of every page. */
const FIRST = 'default'

const isReturn = (link: string, entry: string): boolean => {
  const left = isLinkLeft(link)
  return left === 'now' || (left === 'before' && !(entry === FIRST && isNewPage()))
}

/**
 * The link to a message that the address is, and the name to keep its place under. The link is another one
 * when it leads to another message, or when the same one is followed again; what is opened beside the
 * messages changes the address, and no link.
 */
export function useLink(
  threadId: string,
  messageId: string | undefined,
): { link: Link | undefined; name: string | undefined } {
  const location = useLocation()
  const entry = location.key
  const address = createPath(location)
  const name = messageId === undefined ? undefined : linkName(threadId, entry, messageId)
  const follow = (): Link | undefined =>
    messageId === undefined || name === undefined
      ? undefined
      : { messageId, entry, memory: isReturn(name, entry) ? name : undefined }
  const [link, setLink] = useState(follow)
  const [at, setAt] = useState({ entry, address })
  if (at.entry !== entry || at.address !== address) {
    setAt({ entry, address })
    if (link?.messageId !== messageId || at.address === address) setLink(follow())
  }
  return { link, name }
}
