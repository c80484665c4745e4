import { type ReactNode, type RefObject, Suspense, useCallback, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'

import { useAction } from '#console/hooks/use-action.ts'
import { paths, placeIn } from '#console/paths.ts'
import { lazyPart } from '#console/ui/lazy-part.tsx'

import type { ListControls } from './MessageList.tsx'
import type { Row } from './rows.ts'

const JumpToDate = lazyPart(() => import('./JumpToDate.tsx').then((module) => module.JumpToDate), {
  missing: 'The dialog could not be loaded.',
  over: true,
})

/** The way to a day of the thread: a link to its first message, which can be copied and gone back to. */
export function useDateJump(
  threadId: string,
  controls: RefObject<ListControls | null>,
  rows: RefObject<readonly Row[]>,
): { onDate: () => void; dialog: ReactNode } {
  const [at, setAt] = useState<number>()
  const navigate = useNavigate()
  const { search, hash } = useLocation()
  const onDate = useCallback(
    () => setAt(controls.current?.readAt() ?? rows.current.at(-1)?.at ?? Date.now() / 1000),
    [controls, rows],
  )
  useAction('thread.date', onDate)
  const dialog = at !== undefined && (
    <Suspense>
      <JumpToDate
        threadId={threadId}
        at={at}
        onJump={(message) => {
          setAt(undefined)
          const place = placeIn(new URLSearchParams(search), hash)
          void navigate(paths.thread(threadId, { ...place, message }))
        }}
        onClose={() => setAt(undefined)}
      />
    </Suspense>
  )
  return { onDate, dialog }
}
