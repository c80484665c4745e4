import { useQueryClient } from '@tanstack/react-query'

import { refreshThreadLists } from '#console/api/thread-arrivals.ts'
import { removeSamplesHere } from '#console/api/thread-writes.ts'
import { ConfirmDialog } from '#console/ui/ActionDialog.tsx'
import { CodeView } from '#console/ui/CodeView.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { showToast } from '#console/ui/toast.ts'

export const RemoveSamples = ({
  openId,
  onOpenGone,
  onClose,
  onRemoved,
}: {
  /** The thread that is open. */
  openId: string | undefined
  /** Called where it was one of them. */
  onOpenGone: () => void
  onClose: () => void
  onRemoved: () => void
}) => {
  const client = useQueryClient()
  return (
    <ConfirmDialog
      title="Remove samples"
      action="Remove samples"
      onClose={onClose}
      deed="the samples were removed"
      // Of the threads in the list the first that stays.
      instead={() => [...document.querySelectorAll<HTMLElement>('[data-thread]')]}
      onConfirm={async (patience) => {
        const isOpenGone = await removeSamplesHere(client, openId, onOpenGone, patience)
        onRemoved()
        showToast({
          text: 'Samples removed',
          ...(isOpenGone && { detail: 'The thread that was open was one of them.' }),
        })
        // They are removed, whether or not the list can be read.
        await refreshThreadLists(client).catch(() => undefined)
      }}
    >
      <p>
        The sample threads are deleted with all that is in them, also what you wrote there, and with
        their runs, files and assistants. Threads of your own stay. This cannot be undone.
      </p>
    </ConfirmDialog>
  )
}

export const AboutScripted = ({ onClose }: { onClose: () => void }) => (
  <Dialog title="Answers are scripted" onClose={onClose}>
    <div className="space-y-3">
      <p>
        No model is connected, so runs are answered by a built-in script. It streams, calls
        functions and fails on request, which is enough to try everything here.
      </p>
      <p>To have a model answer, start Clew with any OpenAI-compatible endpoint:</p>
      <CodeView label="How to start Clew with a model" wrap>
        {'CLEW_MODEL_BASE_URL=http://localhost:11434/v1 \\\nCLEW_MODEL_API_KEY=… npm start'}
      </CodeView>
    </div>
  </Dialog>
)
