import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { useLocation, useNavigationType } from 'react-router'

import { useAction } from '#console/hooks/use-action.ts'
import { useEscape } from '#console/hooks/use-escape.ts'
import { afterContent } from '#console/util/first-content.ts'
import { withCommand } from '#console/util/platform.ts'
import { serverBack } from '#console/util/server-back.ts'
import type { Message } from '#contract/message.ts'

import { FindBar, readyToFind } from './FindBar.tsx'
import { focusAfterFind } from './focus-after-find.ts'
import { type KeptFind, forgetFind, keepFind, recallFind } from './kept-find.ts'
import { stepWords } from './step-words.ts'
import type { Sought } from './use-find.ts'
import { type Link, isNewVisit } from './use-link.ts'

/** A message that a search among all threads led to. */
export interface FoundBySearch {
  query: string
  /** The link to the message, each time it is followed. */
  link: Link
  /** The name of the file that was found, as far as it was shown. */
  file?: string | undefined
}

/** What tells the link of one search from that of another, also once something is opened beside the messages. */
const ledBy = (search: FoundBySearch | undefined): string | undefined =>
  search && JSON.stringify([search.link.rowId, search.link.callId, search.query, search.file])

/** What is looked for: by the reader, for a search that led here, or as it was left. */
interface Finding {
  sought?: Sought
  kept?: KeptFind
}

/**
 * Opens the box in which words of the thread are looked for: by key as soon as the thread is there, and by
 * itself with the words of the search that led here, or with those that were looked for as the messages or the
 * page went.
 */
export const Find = ({
  search,
  ledBeside,
  ...props
}: {
  threadId: string
  /** What is loaded of it, oldest first. */
  loaded: readonly Message[]
  /** Brings the row of a message or a run on the screen, which is loaded at a message. */
  onShow: (rowId: string, near: string | undefined) => void
  /** Opens the step of a call of a run. */
  onOpenCall: (runId: string, callId: string) => void
  search?: FoundBySearch | undefined
  /** A match that is marked elsewhere, another one each time it is followed. */
  ledBeside?: object | undefined
}) => {
  const { threadId } = props
  const { key: entry } = useLocation()
  const isBack = useNavigationType() === 'POP'
  const led = ledBy(search)
  const [finding, setFinding] = useState((): Finding | undefined => {
    const kept = recallFind(threadId, isNewVisit(entry))
    // Another search has led here since; where it is the same, its words are there until others are typed.
    const isOver = !kept || (led !== undefined && (led !== kept.led || !kept.isOwn))
    return isOver ? undefined : { kept }
  })
  const [beside, setBeside] = useState(ledBeside)
  if (beside !== ledBeside) {
    setBeside(ledBeside)
    // The words of the new search are the ones that are marked.
    if (ledBeside) setFinding(undefined)
  }
  const before = useRef<Element>(null)
  const find = () => {
    const active = document.activeElement
    if (active?.closest('[data-find]')) return
    before.current = active
    setFinding((open) => open ?? {})
    const box = document.querySelector<HTMLInputElement>('[data-find] input')
    box?.focus()
    box?.select()
  }
  useAction('thread.find', find)
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || document.querySelector('dialog[open], :popover-open')) return
    // Pressed once more, it is the browser's own.
    if (!withCommand(event, 'f') || document.activeElement?.closest('[data-find]')) return
    find()
    event.preventDefault()
  })
  useEffect(readyToFind, [])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => onKeyDown(event)
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  /** The link whose words are known: they are asked for again where the server was away. */
  const known = useRef(finding?.kept ? search?.link : undefined)
  const findSought = useEffectEvent((isWanted: () => boolean) => {
    if (!search || search.link === known.current) return
    const { query, link, file } = search
    const { rowId: messageId, memory } = link
    afterContent(() => import('./sought-words.ts')).then(
      ({ soughtWords }) => {
        const words = soughtWords(query)
        const sought = { words, messageId, file, isReturn: memory !== undefined }
        if (!isWanted()) return
        known.current = link
        if (words === '') return
        keepFind(threadId, { isOwn: false, place: undefined })
        setFinding({ sought })
      },
      // The message is there all the same, and finding is at hand.
      () => undefined,
    )
  })
  const link = search?.link
  const back = serverBack.use()
  useEffect(() => {
    let isWanted = true
    findSought(() => isWanted)
    return () => void (isWanted = false)
  }, [link, back])
  const end = () => setFinding(undefined)
  const [from, setFrom] = useState(link)
  if (from !== link) {
    setFrom(link)
    // Back where nothing was looked for; what the reader typed since stays.
    const isLeft = isBack && !link && finding?.sought !== undefined
    if (isLeft && !recallFind(threadId, true)?.isOwn) setFinding(undefined)
  }
  useEffect(() => {
    if (finding) keepFind(threadId, { led })
  }, [threadId, finding, led])
  const isFinding = finding !== undefined
  useEffect(() => {
    if (isFinding) return
    stepWords.set(undefined)
    forgetFind(threadId)
  }, [threadId, isFinding])
  // What was looked for before is looked for no more, here or in another thread; before the box says anew.
  useLayoutEffect(() => stepWords.set(undefined), [])
  const close = (foundId: string | undefined) => {
    focusAfterFind(before.current, foundId)
    end()
  }
  // Opened by itself, it leaves the focus where it was, and is closed from there.
  useEscape(finding?.sought !== undefined || finding?.kept !== undefined, end)
  if (!finding) return null
  return <FindBar {...props} sought={finding.sought} kept={finding.kept} onClose={close} />
}
