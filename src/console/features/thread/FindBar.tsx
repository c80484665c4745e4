import { X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'

import { IconButton } from '#console/ui/IconButton.tsx'
import { lazyPart } from '#console/ui/lazy-part.tsx'
import { isComposing } from '#console/util/composition.ts'
import { afterContent } from '#console/util/first-content.ts'
import type { Message } from '#contract/message.ts'

import type { FindControls } from './FindPlaces.tsx'
import { type KeptFind, keepFind } from './kept-find.ts'
import type { Sought } from './use-find.ts'

const places = () => import('./FindPlaces.tsx').then((module) => module.FindPlaces)
const FindPlaces = lazyPart(places, {
  missing: 'The thread cannot be searched.',
  meanwhile: <output className="shrink-0 px-1 text-meta text-ink-2">…</output>,
})

/** Loads what finds once the messages are there, so that it is at hand also when the server is away. */
export const readyToFind = (): void => void afterContent(places).catch(() => undefined)

const moveLines = (by: number) =>
  document.querySelector('[data-pane="messages"]')?.scrollBy({ top: by, behavior: 'instant' })

/** The words looked for last, in whatever thread. */
let lastWords = ''

/** Finds words in a whole thread, whatever of it is loaded. */
export const FindBar = ({
  threadId,
  loaded,
  sought,
  kept,
  onShow,
  onOpenCall,
  onClose,
}: {
  threadId: string
  loaded: readonly Message[]
  /** What a search led here for. */
  sought: Sought | undefined
  /** What was looked for as the messages went, or the page. */
  kept: KeptFind | undefined
  onShow: (rowId: string, near: string | undefined) => void
  onOpenCall: (runId: string, callId: string) => void
  /** Is told in which row the place is that was shown last. */
  onClose: (rowId: string | undefined) => void
}) => {
  const [words, setWords] = useState(sought?.words ?? kept?.words ?? lastWords)
  const [led, setLed] = useState(sought)
  if (led !== sought) {
    setLed(sought)
    if (sought) setWords(sought.words)
  }
  const box = useRef<HTMLInputElement>(null)
  const bar = useRef<HTMLDivElement>(null)
  const wasThere = useRef(kept !== undefined)
  useLayoutEffect(() => {
    // The lines that are read stay where they are.
    const height = bar.current?.offsetHeight ?? 0
    // Where it was there before, they were left so.
    if (!wasThere.current) moveLines(height)
    return () => moveLines(-height)
  }, [])
  const controls = useRef<FindControls>(null)
  const isAsked = useRef(sought === undefined && kept === undefined)
  const hadFocus = useRef(kept?.hasFocus ?? false)
  useEffect(() => {
    if (hadFocus.current) box.current?.focus()
    if (!isAsked.current) return
    box.current?.focus()
    box.current?.select()
  }, [])
  useEffect(() => {
    lastWords = words
    const isOwn = words !== sought?.words
    keepFind(threadId, { words, ...(isOwn && { isOwn }) })
  }, [threadId, words, sought])
  useEffect(() => {
    const onLeave = () => keepFind(threadId, { hasFocus: document.activeElement === box.current })
    addEventListener('pagehide', onLeave)
    return () => removeEventListener('pagehide', onLeave)
  }, [threadId])
  const close = () => onClose(controls.current?.rowId)
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return
    if (event.key === 'Escape') close()
    else if (event.key === 'F3' || (event.key === 'Enter' && event.target === box.current))
      controls.current?.step(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    // Keys come from the box and the buttons inside.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={bar}
      role="search"
      data-find
      aria-label="Find in the thread"
      onKeyDown={onKeyDown}
      // Above the messages: it covers none of them.
      className="@container order-first shrink-0 border-b border-line bg-page px-2.5 py-1"
    >
      <div className="flex items-center justify-end gap-0.5 @max-[16rem]:flex-wrap">
        {/* Where large text leaves it no room beside the buttons, the field has a row above them. */}
        <div className="flex h-8 min-w-0 flex-1 items-center rounded-control border border-line-strong bg-raise has-[input:focus-visible]:border-accent has-[input:focus-visible]:outline-2 has-[input:focus-visible]:-outline-offset-1 has-[input:focus-visible]:outline-accent sm:max-w-64 @max-[16rem]:basis-full">
          <input
            ref={box}
            type="text"
            dir="auto"
            aria-label="Find in the thread"
            placeholder="Find in the thread"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            className="h-full min-w-0 flex-1 bg-transparent px-2 outline-none"
          />
        </div>
        {/* One row, in which the buttons keep their places however much is told before them. */}
        <div className="flex shrink-0 items-center justify-end gap-0.5 @max-[16rem]:min-w-0 @max-[16rem]:basis-full">
          <FindPlaces
            {...{ threadId, loaded, words, sought, kept, onShow, onOpenCall, controls }}
          />
          <IconButton label="Close" icon={X} onClick={close} />
        </div>
      </div>
    </div>
  )
}
