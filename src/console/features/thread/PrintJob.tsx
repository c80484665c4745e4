import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'

import { numberText } from '#console/util/number.ts'
import type { Message } from '#contract/message.ts'
import type { Thread } from '#contract/thread.ts'

import { PrintedThread } from './PrintedThread.tsx'
import { ReadingDialog } from './ReadingDialog.tsx'
import { useWhole } from './use-whole.ts'

/** How many messages are drawn at a time, so that the page answers meanwhile. */
const STEP = 10
/** How long names of files and images may take before it is printed without them, in milliseconds. */
const PATIENCE_MS = 10_000
const LOOKS_MS = 100

const imagesAreThere = () =>
  [...document.querySelectorAll<HTMLImageElement>('.printed img')].every(({ complete }) => complete)

/** Reads a whole thread, draws it and opens the browser's printing. */
export const PrintJob = ({ thread, onDone }: { thread: Thread; onDone: () => void }) => {
  const client = useQueryClient()
  const whole = useWhole(thread.id, onDone)
  const [drawn, setDrawn] = useState(0)
  const messages: readonly Message[] = whole.messages ?? []
  const total = whole.messages?.length
  useEffect(() => {
    if (total === undefined || drawn >= total) return undefined
    const timer = setTimeout(() => setDrawn((count) => count + STEP))
    return () => clearTimeout(timer)
  }, [drawn, total])

  const [printing, setPrinting] = useState(false)
  const isDrawn = total !== undefined && drawn >= total
  const print = useEffectEvent(() => {
    setPrinting(true)
    // The dialog has left the page by then.
    setTimeout(() => globalThis.print())
  })
  useEffect(() => {
    if (!isDrawn) return undefined
    const until = performance.now() + PATIENCE_MS
    const timer = setInterval(() => {
      const isReady = client.isFetching() === 0 && imagesAreThere()
      if (!isReady && performance.now() < until) return
      clearInterval(timer)
      print()
    }, LOOKS_MS)
    return () => clearInterval(timer)
  }, [isDrawn, client])
  const done = useEffectEvent(onDone)
  useEffect(() => {
    if (!printing) return undefined
    const after = new AbortController()
    const { signal } = after
    // Where `afterprint` is not told, whoever does something on the page is back from printing.
    for (const event of ['afterprint', 'pointerdown', 'keydown'])
      addEventListener(event, () => done(), { signal, capture: true })
    return () => after.abort()
  }, [printing])

  return (
    <>
      {total !== undefined && (
        <PrintedThread
          thread={thread}
          messages={isDrawn ? messages : messages.slice(0, drawn)}
          // The browser's menu may print before all is drawn.
          isWhole={isDrawn}
        />
      )}
      {!printing && (
        <ReadingDialog
          title="Preparing to print"
          done={whole.read + drawn}
          of={2 * Math.max(whole.read, total ?? thread.summary?.message_count ?? 0)}
          onCancel={onDone}
        >
          {total === undefined
            ? `${numberText(whole.read)} messages read`
            : `${numberText(Math.min(drawn, total))} of ${numberText(total)} messages drawn`}
        </ReadingDialog>
      )}
    </>
  )
}
