import { Suspense, lazy } from 'react'

import type { Thread } from '#contract/thread.ts'

import { threadDialog } from './thread-dialog.ts'

const dialogs = () => import('./ThreadDialogs.tsx')
const RenameThread = lazy(() => dialogs().then((module) => ({ default: module.RenameThread })))
const DeleteThread = lazy(() => dialogs().then((module) => ({ default: module.DeleteThread })))

/** Shows what is asked about a thread, from its row or from its head. Once in the page. */
export const ThreadDialogHost = ({ onDeleted }: { onDeleted: (thread: Thread) => void }) => {
  const asked = threadDialog.use()
  if (!asked) return null
  const close = () => threadDialog.set(undefined)
  return (
    <Suspense>
      {asked.kind === 'rename' ? (
        <RenameThread thread={asked.thread} onClose={close} />
      ) : (
        <DeleteThread
          thread={asked.thread}
          onClose={close}
          onDeleted={() => onDeleted(asked.thread)}
        />
      )}
    </Suspense>
  )
}
