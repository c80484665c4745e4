import { Suspense, useLayoutEffect, useRef } from 'react'

import { lazyPart } from '#console/ui/lazy-part.tsx'
import { afterContent } from '#console/util/first-content.ts'
import type { Thread } from '#contract/thread.ts'

import { threadDialog } from './thread-dialog.ts'

const dialogs = () => import('./ThreadDialogs.tsx')
const ofDialog = { missing: 'The dialog could not be loaded.', over: true }
const RenameThread = lazyPart(() => dialogs().then((module) => module.RenameThread), ofDialog)
const DeleteThread = lazyPart(() => dialogs().then((module) => module.DeleteThread), ofDialog)

const ResumedRenames = lazyPart(
  () => afterContent(() => import('./ResumedRenames.tsx')).then((module) => module.ResumedRenames),
  { meanwhile: null },
)

/** Shows what is asked about a thread, from its row or from its head. Once in the page. */
export const ThreadDialogHost = ({ onDeleted }: { onDeleted: (thread: Thread) => void }) => {
  const asked = threadDialog.use()
  // The answer may come when the page shows something else: then that is what is told.
  const told = useRef<typeof onDeleted>(undefined)
  useLayoutEffect(() => {
    told.current = onDeleted
    return () => void (told.current = undefined)
  }, [onDeleted])
  const close = () => threadDialog.set(undefined)
  return (
    <Suspense>
      <ResumedRenames />
      {asked?.kind === 'rename' && (
        <RenameThread thread={asked.thread} failure={asked.failure} onClose={close} />
      )}
      {asked?.kind === 'delete' && (
        <DeleteThread
          thread={asked.thread}
          onClose={close}
          onDeleted={() => told.current?.(asked.thread)}
        />
      )}
    </Suspense>
  )
}
