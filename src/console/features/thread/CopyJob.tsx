import { useEffect, useEffectEvent } from 'react'

import { copyText } from '#console/ui/CopyButton.tsx'
import { showToast } from '#console/ui/toast.ts'
import { countText } from '#console/util/number.ts'
import type { Thread } from '#contract/thread.ts'

import { readPart, readingText } from './read-whole.ts'
import { ReadingDialog } from './ReadingDialog.tsx'
import { threadText } from './thread-text.ts'
import { useWhole } from './use-whole.ts'
import { messageCount } from './whole-entries.ts'

/** Reads a whole thread and puts it on the clipboard. */
export const CopyJob = ({ thread, onDone }: { thread: Thread; onDone: () => void }) => {
  const { reading, entries } = useWhole(thread.id, onDone)
  const copy = useEffectEvent(async () => {
    if (!entries) return
    const text = threadText(thread, entries)
    onDone()
    if (await copyText(text))
      showToast({ text: `Thread copied: ${countText(messageCount(entries), 'message')}` })
    // It took longer than a press of a button counts: one more press is asked for.
    else
      showToast({
        text: 'The thread is read.',
        action: { label: 'Copy', onSelect: () => void copyText(text) },
      })
  })
  useEffect(() => {
    if (entries) void copy()
  }, [entries])
  return (
    <ReadingDialog
      title="Copying the thread"
      done={readPart(reading, thread.summary?.message_count)}
      of={1}
      onCancel={onDone}
    >
      {readingText(reading)}
    </ReadingDialog>
  )
}
