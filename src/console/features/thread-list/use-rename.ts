import { useQueryClient } from '@tanstack/react-query'

import { isUnanswered } from '#console/api/failure.ts'
import { rewriteThread, withMetadata, writeThread } from '#console/api/thread-writes.ts'
import { modifyThread, readThread } from '#console/api/threads.ts'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import type { Metadata } from '#contract/primitives.ts'
import type { Thread } from '#contract/thread.ts'

/** Metadata with this title, or without one. */
export const withTitle = (metadata: Metadata, title: string): Metadata => {
  const { title: _, ...rest } = metadata
  return title ? { ...rest, title } : rest
}

/** Renames a thread at once on screen; puts the old title back and tells why when it is refused. */
export const useRename = () => {
  const client = useQueryClient()
  return (thread: Thread, title: string): void => {
    writeThread(client, withMetadata(thread, withTitle(thread.metadata, title)))
    const save = async () => {
      try {
        // An update replaces all metadata, so it starts from what is there now.
        const now = await readThread(thread.id)
        await modifyThread(thread.id, withTitle(now.metadata, title))
        await rewriteThread(client, thread.id)
      } catch (error) {
        writeThread(client, thread)
        const { message, requestId } = describeFailure(error)
        // It stays until it is closed, and the server may be back before that.
        const why = isUnanswered(error) ? 'The server gave no answer.' : message
        showToast({
          tone: 'error',
          text: `${title ? `The thread was not renamed to “${title}”.` : 'The title was not removed.'} ${why}`,
          ...(requestId && { detail: `Request ${requestId}` }),
          action: { label: 'Try again', onSelect: () => void save() },
        })
      }
    }
    void save()
  }
}
