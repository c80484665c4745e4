import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { deleteThreadHere } from '#console/api/thread-writes.ts'
import { threadTitle } from '#console/api/threads.ts'
import { ConfirmDialog } from '#console/ui/ActionDialog.tsx'
import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { TextField } from '#console/ui/Field.tsx'
import { titleProblem } from '#console/util/metadata.ts'
import { countText } from '#console/util/number.ts'
import type { Thread } from '#contract/thread.ts'

import { useRename } from './use-rename.ts'

/** The dialogs on a thread, loaded when one is first asked for. */
export const RenameThread = ({ thread, onClose }: { thread: Thread; onClose: () => void }) => {
  const rename = useRename()
  const [title, setTitle] = useState(thread.metadata['title'] ?? '')
  const problem = titleProblem(title.trim())
  return (
    <Dialog
      title="Rename thread"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="rename-thread" disabled={Boolean(problem)}>
            Rename
          </Button>
        </>
      }
    >
      <form
        id="rename-thread"
        onSubmit={(event) => {
          event.preventDefault()
          if (problem) return
          rename(thread, title.trim())
          onClose()
        }}
      >
        <TextField
          label="Title"
          dir="auto"
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          placeholder={thread.summary?.title ?? 'Untitled thread'}
          hint="Kept in the thread’s metadata as “title”. Without one, the first user message stands in."
          {...(problem && { error: problem })}
        />
      </form>
    </Dialog>
  )
}

export const DeleteThread = ({
  thread,
  onDeleted,
  onClose,
}: {
  thread: Thread
  /** Called just before the thread leaves the lists. */
  onDeleted: () => void
  onClose: () => void
}) => {
  const client = useQueryClient()
  const messages = thread.summary?.message_count
  return (
    <ConfirmDialog
      title="Delete thread"
      action="Delete thread"
      deed="the thread was deleted"
      onClose={onClose}
      onConfirm={(patience) => deleteThreadHere(client, thread.id, onDeleted, patience)}
    >
      <p>
        <strong dir="auto" className="font-heading break-words">
          {threadTitle(thread)}
        </strong>{' '}
        will be deleted with {messages ? `its ${countText(messages, 'message')}` : 'its messages'}{' '}
        and runs. This cannot be undone.
      </p>
    </ConfirmDialog>
  )
}
