import { X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'

import { IconButton } from '#console/ui/IconButton.tsx'
import { lazyPart } from '#console/ui/lazy-part.tsx'
import { isComposing } from '#console/util/composition.ts'
import { afterContent } from '#console/util/first-content.ts'
import type { Message } from '#contract/message.ts'

import type { FindControls } from './FindPlaces.tsx'

const places = () => import('./FindPlaces.tsx').then((module) => module.FindPlaces)
const FindPlaces = lazyPart(places, {
  missing: 'The thread cannot be searched.',
  meanwhile: <output className="shrink-0 px-1 text-meta text-ink-2">…</output>,
})

/** Loads what finds once the messages are there, so that it is at hand also when the server is away. */
export const readyToFind = (): void => void afterContent(places).catch(() => undefined)

/** The words looked for last, in whatever thread. */
let lastWords = ''

/** Finds words in a whole thread, whatever of it is loaded. */
export const FindBar = ({
  threadId,
  loaded,
  onShow,
  onClose,
}: {
  threadId: string
  loaded: readonly Message[]
  onShow: (messageId: string) => void
  /** Is told in which message the place is that was shown last. */
  onClose: (messageId: string | undefined) => void
}) => {
  const [words, setWords] = useState(lastWords)
  const box = useRef<HTMLInputElement>(null)
  const controls = useRef<FindControls>(null)
  useEffect(() => {
    box.current?.focus()
    box.current?.select()
  }, [])
  useEffect(() => {
    lastWords = words
  }, [words])
  const close = () => onClose(controls.current?.messageId)
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
      role="search"
      data-find
      aria-label="Find in the thread"
      onKeyDown={onKeyDown}
      className="absolute end-2 top-1.5 z-10 flex max-w-[calc(100%-1rem)] items-center gap-0.5 rounded-card border border-line-strong bg-raise py-1 ps-1 pe-1.5 shadow-raise"
    >
      <input
        ref={box}
        type="text"
        dir="auto"
        aria-label="Find in the thread"
        placeholder="Find in the thread"
        value={words}
        maxLength={1000}
        onChange={(event) => setWords(event.target.value)}
        className="h-8 min-w-0 flex-1 bg-transparent px-2 outline-offset-0 sm:w-56"
      />
      <FindPlaces {...{ threadId, loaded, words, onShow, controls }} />
      <IconButton label="Close" icon={X} onClick={close} />
    </div>
  )
}
