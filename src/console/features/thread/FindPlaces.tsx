import { ChevronDown, ChevronUp } from 'lucide-react'
import { type RefObject, useImperativeHandle } from 'react'

import { IconButton } from '#console/ui/IconButton.tsx'
import { numberText } from '#console/util/number.ts'
import type { Message } from '#contract/message.ts'

import { useFind } from './use-find.ts'

/** What the box with the words asks of the places they stand at. */
export interface FindControls {
  step: (by: 1 | -1) => void
  /** The message of the place that is shown. */
  messageId: string | undefined
}

/** Where words stand in a thread: how many places there are, and the way from one to the next. */
export const FindPlaces = ({
  controls,
  ...sought
}: {
  threadId: string
  loaded: readonly Message[]
  words: string
  onShow: (messageId: string) => void
  controls: RefObject<FindControls | null>
}) => {
  const { count, isCapped, at, isOpening, state, why, read, step, messageId } = useFind(sought)
  useImperativeHandle(controls, () => ({ step, messageId }))
  const told = () => {
    if (sought.words === '') return ''
    const more = (isCapped ? '+' : '') + (state === 'reading' ? '…' : '')
    if (count === 0) return state === 'reading' ? `${numberText(read)} read…` : 'Not found'
    if (isOpening) return 'Opening the text…'
    return `${numberText(at + 1)} of ${numberText(count)}${more}`
  }
  return (
    <>
      <output className="shrink-0 px-1 text-meta text-ink-2 tabular" title={why}>
        {told()}
        {state === 'failed' && <span className="text-error"> not all read</span>}
      </output>
      <IconButton label="Previous place" icon={ChevronUp} onClick={() => step(-1)} />
      <IconButton label="Next place" icon={ChevronDown} onClick={() => step(1)} />
    </>
  )
}
