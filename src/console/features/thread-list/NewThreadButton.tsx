import { useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'

import { refreshThreadLists } from '#console/api/thread-arrivals.ts'
import { createThread } from '#console/api/threads.ts'
import { Button } from '#console/ui/Button.tsx'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'

/** Who makes a thread writes in it: its composer takes the focus once it is there. */
const focusComposer = (threadId: string, tries = 300): void => {
  const box = document.querySelector<HTMLElement>(
    `[data-pane="composer"][data-of="${CSS.escape(threadId)}"] textarea`,
  )
  if (box) box.focus()
  else if (tries > 0) requestAnimationFrame(() => focusComposer(threadId, tries - 1))
}

/** Creates an empty thread and opens it. */
export const useNewThread = (onCreated: (threadId: string) => void) => {
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const create = async () => {
    if (busy) return
    setBusy(true)
    try {
      const thread = await createThread()
      onCreated(thread.id)
      focusComposer(thread.id)
      await refreshThreadLists(client)
    } catch (error) {
      const { message, requestId } = describeFailure(error)
      showToast({
        tone: 'error',
        text: `No thread was created. ${message}`,
        ...(requestId && { detail: `Request ${requestId}` }),
      })
    } finally {
      setBusy(false)
    }
  }
  return { busy, create: () => void create() }
}

export const NewThreadButton = ({
  busy,
  onPress,
  label = 'New',
}: {
  busy: boolean
  onPress: () => void
  label?: string
}) => (
  <Button icon={Plus} busy={busy} onClick={onPress} aria-label="New thread">
    {label}
  </Button>
)
