import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'

import { IconButton } from '#console/ui/IconButton.tsx'
import { isComposing } from '#console/util/composition.ts'
import { numberText } from '#console/util/number.ts'
import type { Message } from '#contract/message.ts'

import { useFind } from './use-find.ts'

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
  const { count, isCapped, at, state, why, read, step, messageId } = useFind({
    threadId,
    loaded,
    words,
    onShow,
  })
  useEffect(() => {
    box.current?.focus()
    box.current?.select()
  }, [])
  useEffect(() => {
    lastWords = words
  }, [words])
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return
    if (event.key === 'Escape') onClose(messageId)
    else if (event.key === 'F3' || (event.key === 'Enter' && event.target === box.current))
      step(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const told = () => {
    if (words === '') return ''
    const more = (isCapped ? '+' : '') + (state === 'reading' ? '…' : '')
    if (count === 0) return state === 'reading' ? `${numberText(read)} read…` : 'Not found'
    return `${numberText(at + 1)} of ${numberText(count)}${more}`
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
      <output className="shrink-0 px-1 text-meta text-ink-2 tabular" title={why}>
        {told()}
        {state === 'failed' && <span className="text-error"> not all read</span>}
      </output>
      <IconButton label="Previous place" icon={ChevronUp} onClick={() => step(-1)} />
      <IconButton label="Next place" icon={ChevronDown} onClick={() => step(1)} />
      <IconButton label="Close" icon={X} onClick={() => onClose(messageId)} />
    </div>
  )
}
