import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'

import { loadTemml } from '#console/markdown/load-temml.ts'
import { numberText } from '#console/util/number.ts'
import type { Thread } from '#contract/thread.ts'

import { PrintedThread } from './PrintedThread.tsx'
import { readPart, readingText } from './read-whole.ts'
import { ReadingDialog } from './ReadingDialog.tsx'
import { useWhole } from './use-whole.ts'
import { messageCount } from './whole-entries.ts'

/** How many messages and runs are drawn at a time, so that the page answers meanwhile. */
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
  const { entries } = whole
  // Then every formula is drawn with its message. Without it they are printed as they were written.
  const [hasTemml, setHasTemml] = useState(false)
  useEffect(() => {
    void loadTemml()
      .catch(() => undefined)
      .then(() => setHasTemml(true))
  }, [])
  const total = hasTemml ? entries?.length : undefined
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
      {entries && (
        <PrintedThread
          thread={thread}
          entries={isDrawn ? entries : entries.slice(0, drawn)}
          // The browser's menu may print before all is drawn.
          isWhole={isDrawn}
        />
      )}
      {!printing && (
        <ReadingDialog
          title="Preparing to print"
          done={
            readPart(whole.reading, thread.summary?.message_count) +
            (entries ? drawn / Math.max(1, entries.length) : 0)
          }
          of={2}
          onCancel={onDone}
        >
          {entries
            ? `${numberText(messageCount(entries, drawn))} of ${numberText(messageCount(entries))} messages drawn`
            : readingText(whole.reading)}
        </ReadingDialog>
      )}
    </>
  )
}
