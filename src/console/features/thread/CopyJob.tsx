import { useEffect, useEffectEvent } from 'react'

import { copyText } from '#console/ui/CopyButton.tsx'
import { showToast } from '#console/ui/toast.ts'
import { countText, numberText } from '#console/util/number.ts'
import type { Thread } from '#contract/thread.ts'

import { ReadingDialog } from './ReadingDialog.tsx'
import { threadText } from './thread-text.ts'
import { useWhole } from './use-whole.ts'

/** Reads a whole thread and puts it on the clipboard. */
export const CopyJob = ({ thread, onDone }: { thread: Thread; onDone: () => void }) => {
  const { read, messages } = useWhole(thread.id, onDone)
  const copy = useEffectEvent(async () => {
    if (!messages) return
    const text = threadText(thread, messages)
    onDone()
    if (await copyText(text))
      showToast({ text: `Thread copied: ${countText(messages.length, 'message')}` })
    // It took longer than a press of a button counts: one more press is asked for.
    else
      showToast({
        text: 'The thread is read.',
        action: { label: 'Copy', onSelect: () => void copyText(text) },
      })
  })
  useEffect(() => {
    if (messages) void copy()
  }, [messages])
  return (
    <ReadingDialog
      title="Copying the thread"
      done={read}
      of={thread.summary?.message_count ?? 0}
      onCancel={onDone}
    >
      {numberText(read)} messages read
    </ReadingDialog>
  )
}
