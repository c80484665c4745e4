import { useEffect, useEffectEvent } from 'react'

import { copyOrOffer } from '#console/ui/copy-text.ts'
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
  const copy = useEffectEvent(() => {
    if (!entries) return
    onDone()
    const told = `Thread copied: ${countText(messageCount(entries), 'message')}`
    void copyOrOffer(threadText(thread, entries), told, 'The thread is read.')
  })
  useEffect(() => {
    if (entries) copy()
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
