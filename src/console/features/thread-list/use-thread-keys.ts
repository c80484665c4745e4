import { useWhyNot } from '#console/api/rights.ts'
import { useAction } from '#console/hooks/use-action.ts'
import type { Thread } from '#contract/thread.ts'

import { threadDialog } from './thread-dialog.ts'

/** Offers to rename and to delete the thread that is open, whether the list is drawn or not. */
export const useThreadKeys = (thread: Thread | undefined): void => {
  const whyNot = { rename: useWhyNot('modifyThread'), delete: useWhyNot('deleteThread') }
  const show = (kind: 'rename' | 'delete') =>
    thread && whyNot[kind] === undefined ? () => threadDialog.set({ kind, thread }) : undefined
  useAction('thread.rename', show('rename'))
  useAction('thread.delete', show('delete'))
}
