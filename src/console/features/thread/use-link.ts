import { useState } from 'react'
import { createPath, useLocation, useNavigationType } from 'react-router'

import { type Opened, openedNow } from '#console/ui/opened-focus.ts'

import { isLinkLeft, linkName } from './scroll-memory.ts'

/** Where in a thread a link leads. */
export interface LinkTarget {
  /** The message, or the boundary of a run. */
  rowId: string
  /** The tool call of that run. */
  callId?: string | undefined
}

/** A link to a message or to a tool call, as it was followed. */
export interface Link extends LinkTarget {
  /** What was looked for in all threads, where that led there. */
  query?: string | undefined
  /** The step in history that followed it. */
  entry: string
  /** The name of its place, where that counts and not the message: the reader came back to where they read on. */
  memory: string | undefined
  opened: Opened
}

/** Whether the page was opened anew, by nobody's way back: what was kept of its first step is of another one. */
const isNewPage = () => {
  const [navigation] = performance.getEntriesByType('navigation')
  const { type } = navigation as PerformanceNavigationTiming // so says its entry type
  return type !== 'reload' && type !== 'back_forward'
}

/** The key that the router gives to the first step of every page. */
const FIRST = 'default'

/** Whether nothing that the page before this one kept of a step in history is of that step. */
export const isNewVisit = (entry: string): boolean => entry === FIRST && isNewPage()

const isReturn = (link: string, entry: string): boolean => {
  const left = isLinkLeft(link)
  return left === 'now' || (left === 'before' && !isNewVisit(entry))
}

/**
 * The link that the address is, and the name to keep its place under. The link is another one when it leads to
 * another place, or when the same one is followed again, also by a way back to another search; what is opened
 * beside the messages changes the address, and no link.
 * @param query the search that led there
 */
export function useLink(
  threadId: string,
  target: LinkTarget | undefined,
  query?: string,
): { link: Link | undefined; name: string | undefined } {
  const location = useLocation()
  const isBack = useNavigationType() === 'POP'
  const entry = location.key
  const address = createPath(location)
  const { rowId, callId } = target ?? {}
  const to = callId === undefined ? rowId : `${rowId} ${callId}`
  const name = to === undefined ? undefined : linkName(threadId, entry, to)
  const follow = (): Link | undefined =>
    rowId === undefined || name === undefined
      ? undefined
      : {
          rowId,
          callId,
          query,
          entry,
          memory: isReturn(name, entry) ? name : undefined,
          opened: openedNow(),
        }
  const [link, setLink] = useState(follow)
  const [at, setAt] = useState({ entry, address, to })
  if (at.entry !== entry || at.address !== address) {
    setAt({ entry, address, to })
    const isSame = link?.rowId === rowId && link?.callId === callId
    const isOtherSearch = isBack && link?.query !== query
    const isAnew = at.address === address || (at.to !== to && !isBack) || isOtherSearch
    // Another run is opened beside the messages, or none: they stay where the call led.
    const isBeside = to === undefined && link?.callId !== undefined
    if (!isBeside && (!isSame || isAnew)) setLink(follow())
  }
  return { link, name }
}
