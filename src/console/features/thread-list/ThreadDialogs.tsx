import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { useOffline } from '#console/api/connection.ts'
import { isRenaming, useIsRenaming } from '#console/api/renaming.ts'
import { deleteThreadHere } from '#console/api/thread-writes.ts'
import { messageCount, textTitle, threadQuery, threadTitle } from '#console/api/threads.ts'
import { useChange } from '#console/hooks/use-change.ts'
import { ConfirmDialog } from '#console/ui/ActionDialog.tsx'
import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { DraftNote } from '#console/ui/DraftNote.tsx'
import { TextField } from '#console/ui/Field.tsx'
import { neighboursOf } from '#console/ui/lost-focus.ts'
import { WriteFailure } from '#console/ui/WriteFailure.tsx'
import { titleProblem } from '#console/util/metadata.ts'
import { countText } from '#console/util/number.ts'
import { shownName } from '#console/util/shown-name.ts'
import type { Thread } from '#contract/thread.ts'

import { ownTitles } from './own-titles.ts'
import { titleDrafts } from './title-drafts.ts'
import { useRename } from './use-rename.ts'

/** The dialogs on a thread, loaded when one is first asked for. */
export const RenameThread = ({
  thread: opened,
  failure,
  onClose,
}: {
  thread: Thread
  /** Why an earlier try came to nothing. */
  failure?: unknown
  onClose: () => void
}) => {
  const rename = useRename()
  const offline = useOffline()
  const [told, setTold] = useState(failure)
  useChange([offline], ([wasOffline]) => {
    // What was not reachable is.
    if (wasOffline && !offline) setTold(undefined)
  })
  const thread = useAsOthersHaveIt(opened)
  const before = thread.metadata['title'] ?? ''
  const draft = titleDrafts.use(thread.id)
  const title = draft?.title ?? before
  const problem = titleProblem(title.trim(), thread.metadata)
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
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (problem) return
          // What nobody touched stays as it is, blanks at its ends too. What is on its way is still kept.
          if (title !== before) rename(thread, title.trim())
          else if (!isRenaming(thread.id)) titleDrafts.forget(thread.id)
          onClose()
        }}
      >
        <TextField
          label="Title"
          dir="auto"
          value={title}
          onChange={(event) =>
            titleDrafts.change(thread.id, () => ({ title: event.target.value, before }))
          }
          placeholder={textTitle(thread.summary)}
          hint="Kept in the thread’s metadata as “title”. Without one, the first user message stands in."
          {...(problem && { error: problem })}
        />
        {(draft?.before ?? opened.metadata['title'] ?? '') !== before && (
          <p role="status" className="text-small text-attention">
            {before
              ? `The thread is called “${shownName(before)}” now. `
              : 'The thread has no title now. '}
            {title === before ? 'Rename leaves it so.' : saveTold(title.trim(), before)}
          </p>
        )}
        <DraftNote
          isShown={title !== before}
          unkept={titleDrafts.useUnkept(thread.id)}
          onDiscard={() => {
            titleDrafts.forget(thread.id)
            setTold(undefined)
          }}
        />
        <WriteFailure deed="the thread was renamed" error={told} doubt={undefined} />
      </form>
    </Dialog>
  )
}

/** The thread with the title that others gave it since the dialog opened; titles by this page are no news. */
const useAsOthersHaveIt = (opened: Thread): Thread => {
  // What the page learns of it is written there; nothing is asked for here.
  const { data: now } = useQuery({ ...threadQuery(opened.id), enabled: false })
  const isOwn = useIsRenaming(opened.id)
  if (!now || isOwn) return opened
  const title = now.metadata['title'] ?? ''
  return ownTitles.of(opened).titles.includes(title) ? opened : now
}

/** What a press on Rename does over a title that others gave. */
const saveTold = (title: string, theirs: string): string => {
  if (!theirs) return 'Rename gives it the one above.'
  return title ? 'Rename replaces that title with the one above.' : 'Rename removes that title.'
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
  const messages = messageCount(thread)
  return (
    <ConfirmDialog
      title="Delete thread"
      action="Delete thread"
      deed="the thread was deleted"
      instead={() => neighboursOf('[data-thread]', `[data-thread="${CSS.escape(thread.id)}"]`)}
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
