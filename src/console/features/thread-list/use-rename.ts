import { useQueryClient } from '@tanstack/react-query'

import { isNotFound } from '#console/api/failure.ts'
import { isRenaming, queueRename } from '#console/api/renaming.ts'
import { withMetadata, writeThread, modifyThread } from '#console/api/thread-writes.ts'
import { readThreadAnew } from '#console/api/threads.ts'
import { notDone } from '#console/ui/deed.ts'
import { doubtInToast } from '#console/ui/doubt-toast.ts'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import { withTitle } from '#console/util/metadata.ts'
import { shownName } from '#console/util/shown-name.ts'
import type { Metadata } from '#contract/primitives.ts'
import type { Thread } from '#contract/thread.ts'

import { ownTitles } from './own-titles.ts'
import { threadDialog } from './thread-dialog.ts'
import { leftOfTitle, titleDrafts, unasked } from './title-drafts.ts'

/** The title that others gave meanwhile; undefined where there is nothing to ask. `known` are no news. */
export const renamedMeanwhile = (
  now: Metadata,
  known: readonly string[],
  title: string,
): { title: string } | undefined => {
  const theirs = now['title'] ?? ''
  return known.includes(theirs) || theirs === title ? undefined : { title: theirs }
}

export const askAboutRename = (theirs: string, title: string, onSelect: () => void): number =>
  showToast({
    // It stays until it is closed.
    tone: 'error',
    text: theirs
      ? `Somebody else renamed the thread to “${shownName(theirs)}” meanwhile. That title was kept.`
      : 'Somebody else removed the title of the thread meanwhile. It was kept so.',
    action: { label: title ? `Rename to “${shownName(title)}”` : 'Remove the title', onSelect },
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
 * meanwhile, theirs is kept and the reader is asked. A rename waits for the one before it; only the last
 * is told of.
 */
export const useRename = () => {
  const client = useQueryClient()
  const rename = (thread: Thread, title: string): void => {
    const { id } = thread
    const before = thread.metadata['title'] ?? ''
    ownTitles.give(thread, title, isRenaming(id))
    const asked = [...ownTitles.of(thread).titles]
    titleDrafts.change(id, () => ({ title, before, asked }), 'now')
    writeThread(client, withMetadata(thread, withTitle(thread.metadata, title)))
    const deed = title ? `the thread was renamed to “${shownName(title)}”` : 'the title was removed'
    const save = async (isLast: () => boolean) => {
      try {
        // An update replaces all metadata, so it starts from what is there now.
        const now = await readThreadAnew(id)
        const theirs = renamedMeanwhile(now.metadata, ownTitles.of(thread).titles, title)
        if (theirs) {
          if (!isLast()) return
          ownTitles.forget(id)
          writeThread(client, now)
          titleDrafts.change(id, (draft) => unasked(leftOfTitle(draft, theirs.title)), 'now')
          askAboutRename(theirs.title, title, () => rename(now, title))
          return
        }
        ownTitles.learn(now)
        const metadata = withTitle(now.metadata, title)
        const patience = doubtInToast(deed, id)
        const stored = await modifyThread(id, metadata, patience)
        ownTitles.learn(stored, title)
        const shown = isLast() ? title : ownTitles.last(thread)
        writeThread(client, withMetadata(stored, withTitle(stored.metadata, shown)))
        titleDrafts.change(id, (draft) => leftOfTitle(draft, title), 'now')
        if (isLast()) ownTitles.forget(id)
      } catch (error) {
        // What was asked for since says how it stands.
        if (!isLast()) return
        if (isNotFound(error)) {
          ownTitles.forget(id)
          titleDrafts.forget(id)
          const detail = describeFailure(error).message
          showToast({ tone: 'error', text: notDone(deed), detail, about: id })
          return
        }
        const standing = ownTitles.of(thread).thread
        titleDrafts.change(id, unasked, 'now')
        writeThread(client, standing)
        askAgain(standing, error, deed)
      }
    }
    void queueRename(id, title, save)
  }
  return rename
}
