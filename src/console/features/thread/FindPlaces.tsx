import { ChevronDown, ChevronUp } from 'lucide-react'
import { type RefObject, useImperativeHandle } from 'react'

import { useAction } from '#console/hooks/use-action.ts'
import { IconButton } from '#console/ui/IconButton.tsx'
import type { Message } from '#contract/message.ts'

import { toldOf } from './find-told.ts'
import type { KeptFind } from './kept-find.ts'
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
  kept: KeptFind | undefined
  onShow: (rowId: string, near: string | undefined) => void
  onOpenCall: (runId: string, callId: string) => void
  controls: RefObject<FindControls | null>
}) => {
  const { why, step, rowId, ...stand } = useFind(looked)
  useAction('find.next', () => step(1))
  useAction('find.previous', () => step(-1))
  useImperativeHandle(controls, () => ({ step, rowId }))
  const { main, beside, trouble } = toldOf({ ...stand, words: looked.words })
  return (
    <>
      <output
        className="shrink-0 px-1 text-meta text-ink-2 tabular @max-[16rem]:line-clamp-2 @max-[16rem]:min-w-0 @max-[16rem]:shrink @max-[16rem]:leading-4"
        title={why}
      >
        {main}
        {beside && <span className="max-sm:sr-only">{beside}</span>}
        {trouble && <span className="text-error">{trouble}</span>}
      </output>
      <IconButton label="Previous place" icon={ChevronUp} onClick={() => step(-1)} />
      <IconButton label="Next place" icon={ChevronDown} onClick={() => step(1)} />
    </>
  )
}
