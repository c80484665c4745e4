import { useQueryClient } from '@tanstack/react-query'

import { isNotFound } from '#console/api/failure.ts'
import { whileRenaming } from '#console/api/renaming.ts'
import { withMetadata, writeThread, modifyThread } from '#console/api/thread-writes.ts'
import { readThread } from '#console/api/threads.ts'
import { notDone } from '#console/ui/deed.ts'
import { doubtInToast } from '#console/ui/doubt-toast.ts'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import { shownName } from '#console/util/shown-name.ts'
import type { Metadata } from '#contract/primitives.ts'
import type { Thread } from '#contract/thread.ts'

import { threadDialog } from './thread-dialog.ts'
import { leftOfTitle, titleDrafts } from './title-drafts.ts'

/** Metadata with this title, or without one. */
export const withTitle = (metadata: Metadata, title: string): Metadata => {
  const { title: _, ...rest } = metadata
  return title ? { ...rest, title } : rest
}

/** The title that others gave meanwhile; undefined where there is nothing to ask. */
export const renamedMeanwhile = (
  now: Metadata,
  before: Metadata,
  title: string,
): { title: string } | undefined => {
  const theirs = now['title'] ?? ''
  return theirs === (before['title'] ?? '') || theirs === title ? undefined : { title: theirs }
}

const askAboutRename = (theirs: string, title: string, onSelect: () => void): number =>
  showToast({
    // It stays until it is closed.
    tone: 'error',
    text: theirs
      ? `Somebody else renamed the thread to “${shownName(theirs)}” meanwhile. That title was kept.`
      : 'Somebody else removed the title of the thread meanwhile. It was kept so.',
    action: { label: title ? `Rename to “${title}”` : 'Remove the title', onSelect },
  })

const isDialogOpen = (): boolean => document.querySelector('dialog[open]') !== null

/** The box comes back with what was typed, and why; over another dialog a notice offers it. */
const askAgain = (thread: Thread, failure: unknown, deed: string): void => {
  const open = () => threadDialog.set({ kind: 'rename', thread, failure })
  if (!isDialogOpen()) return open()
  showToast({
    tone: 'error',
    text: notDone(deed),
    detail: describeFailure(failure).message,
    about: thread.id,
    action: { label: 'Rename again', onSelect: open },
  })
}

/**
 * Renames a thread at once on screen, as not stored yet. What was typed is kept until the server has it;
 * where it is refused the old title is back, and so is the box. Where others renamed the thread
 * meanwhile, theirs is kept and the reader is asked.
 */
export const useRename = () => {
  const client = useQueryClient()
  const rename = (thread: Thread, title: string): void => {
    const { id } = thread
    const before = thread.metadata['title'] ?? ''
    titleDrafts.change(id, () => ({ title, before }), 'now')
    writeThread(client, withMetadata(thread, withTitle(thread.metadata, title)))
    const deed = title ? `the thread was renamed to “${title}”` : 'the title was removed'
    const save = async () => {
      try {
        // An update replaces all metadata, so it starts from what is there now.
        const now = await readThread(id)
        const theirs = renamedMeanwhile(now.metadata, thread.metadata, title)
        if (theirs) {
          writeThread(client, now)
          titleDrafts.change(id, (draft) => leftOfTitle(draft, theirs.title), 'now')
          askAboutRename(theirs.title, title, () => rename(now, title))
          return
        }
        const metadata = withTitle(now.metadata, title)
        const patience = doubtInToast(deed, id)
        writeThread(client, await modifyThread(id, metadata, patience))
        titleDrafts.change(id, (draft) => leftOfTitle(draft, title), 'now')
      } catch (error) {
        if (isNotFound(error)) {
          titleDrafts.forget(id)
          const detail = describeFailure(error).message
          showToast({ tone: 'error', text: notDone(deed), detail, about: id })
          return
        }
        writeThread(client, thread)
        askAgain(thread, error, deed)
      }
    }
    void whileRenaming(id, save)
  }
  return rename
}
