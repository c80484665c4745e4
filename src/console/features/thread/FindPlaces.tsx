import { ChevronDown, ChevronUp } from 'lucide-react'
import { type RefObject, useImperativeHandle } from 'react'

import { useAction } from '#console/hooks/use-action.ts'
import { IconButton } from '#console/ui/IconButton.tsx'
import { numberText } from '#console/util/number.ts'
import type { Message } from '#contract/message.ts'

import { type Sought, useFind } from './use-find.ts'

/** What the box with the words asks of the places they stand at. */
export interface FindControls {
  step: (by: 1 | -1) => void
  /** The row of the place that is shown. */
  rowId: string | undefined
}

/** Where words stand in a thread: how many places there are, and the way from one to the next. */
export const FindPlaces = ({
  controls,
  ...looked
}: {
  threadId: string
  loaded: readonly Message[]
  words: string
  sought: Sought | undefined
  onShow: (rowId: string, near: string | undefined) => void
  onOpenCall: (runId: string, callId: string) => void
  controls: RefObject<FindControls | null>
}) => {
  const { count, isCapped, at, isOpening, isUndrawn, state, why, read, step, rowId } =
    useFind(looked)
  useAction('find.next', () => step(1))
  useAction('find.previous', () => step(-1))
  useImperativeHandle(controls, () => ({ step, rowId }))
  const told = () => {
    if (looked.words.trim() === '') return ''
    const more = (isCapped ? '+' : '') + (state === 'reading' ? '…' : '')
    if (count === 0) return state === 'reading' ? `${numberText(read)} read…` : 'Not found'
    if (isOpening) return 'Opening the text…'
    return `${numberText(at + 1)} of ${numberText(count)}${more}`
  }
  return (
    <>
      <output className="shrink-0 px-1 text-meta text-ink-2 tabular" title={why}>
        {told()}
        {isUndrawn && !isOpening && <span className="max-sm:sr-only">, in the Markdown</span>}
        {state === 'failed' && <span className="text-error"> not all read</span>}
      </output>
      <IconButton label="Previous place" icon={ChevronUp} onClick={() => step(-1)} />
      <IconButton label="Next place" icon={ChevronDown} onClick={() => step(1)} />
    </>
  )
}
