import { type ReactNode, Suspense, useState } from 'react'

import { useWhyNot } from '#console/api/rights.ts'
import type { ThreadFilters } from '#console/api/threads.ts'
import { useAction } from '#console/hooks/use-action.ts'
import { useChange } from '#console/hooks/use-change.ts'
import { useEscape } from '#console/hooks/use-escape.ts'
import { lazyPart } from '#console/ui/lazy-part.tsx'
import { countText } from '#console/util/number.ts'
import type { Thread } from '#contract/thread.ts'

import { selectedThreads } from './selected-threads.ts'
import type { Asked } from './selection-actions.ts'
import { SelectionBar } from './SelectionBar.tsx'

const DeleteThreads = lazyPart(
  () => import('./DeleteThreads.tsx').then((module) => module.DeleteThreads),
  { missing: 'The dialog could not be loaded.', over: true },
)

const ReviewThreads = lazyPart(
  () => import('./ReviewThreads.tsx').then((module) => module.ReviewThreads),
  { missing: 'The dialog could not be loaded.', over: true },
)

/** The head of the list. While threads are selected what is done with them stands in its place. */
export const ListHeader = ({
  filters,
  loaded,
  isWhole,
  onDeleted,
  children,
}: {
  filters: ThreadFilters
  loaded: readonly Thread[]
  isWhole: boolean
  /** Called just before a thread leaves the list. */
  onDeleted: (threadId: string) => void
  children: ReactNode
}) => {
  const { threads, reading } = selectedThreads.use()
  const [asked, setAsked] = useState<Asked>()
  const isSelecting = threads.size > 0
  const whyNotDelete = useWhyNot('deleteThread')
  const ask = () => setAsked('delete')
  useEscape(isSelecting, () =>
    reading === undefined ? selectedThreads.clear() : selectedThreads.stop(),
  )
  // Goes before the same of the thread that is open.
  useAction('threads.delete', isSelecting && whyNotDelete === undefined ? ask : undefined)

  const [told, setTold] = useState('')
  useChange([threads.size, reading !== undefined], () => {
    if (reading !== undefined) setTold('Reading all matches.')
    else
      setTold(isSelecting ? `${countText(threads.size, 'thread')} selected.` : 'Selection ended.')
  })
  return (
    <header className="@container flex min-h-bar shrink-0 flex-wrap items-center gap-x-2 gap-y-1 py-0.5 ps-4.5 pe-3.5">
      {isSelecting ? (
        <>
          <h1 className="sr-only">Threads</h1>
          <SelectionBar {...{ filters, loaded, isWhole }} onAsk={setAsked} />
        </>
      ) : (
        children
      )}
      <span aria-live="polite" className="sr-only">
        {told}
      </span>
      <Suspense>
        {asked === 'delete' && (
          <DeleteThreads onDeleted={onDeleted} onClose={() => setAsked(undefined)} />
        )}
        {asked === 'review' && <ReviewThreads onClose={() => setAsked(undefined)} />}
      </Suspense>
    </header>
  )
}
