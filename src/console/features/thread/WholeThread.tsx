import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { flushSync } from 'react-dom'

import { threadQuery } from '#console/api/threads.ts'
import { loadedRunParts } from '#console/api/whole-thread.ts'
import { useAction } from '#console/hooks/use-action.ts'
import { loadedTemml, loadTemml, mayHoldFormula } from '#console/markdown/load-temml.ts'
import { loadWhenIdle } from '#console/util/first-content.ts'
import { withCommand } from '#console/util/platform.ts'

import { CopyJob } from './CopyJob.tsx'
import { PrintedThread } from './PrintedThread.tsx'
import { PrintJob } from './PrintJob.tsx'
import type { Row } from './rows.ts'
import { useWholeSelection } from './use-whole-selection.ts'
import { type WholeEntry, wholeEntries } from './whole-entries.ts'

interface Props {
  threadId: string
  /** What is loaded of it, oldest first. */
  loaded: readonly Row[]
  /** It is all that there is. */
  isWhole: boolean
}

const holdsFormula = (row: Row): boolean =>
  row.kind === 'message' &&
  row.message !== undefined &&
  row.message.content.some((part) => part.type === 'text' && mayHoldFormula(part.text.value))

/** What is done with all of a thread, of which only a stretch is loaded and few rows exist: print, copy. */
export const WholeThread = ({ threadId, loaded, isWhole }: Props) => {
  const client = useQueryClient()
  const { data: thread } = useQuery(threadQuery(threadId))
  const [job, setJob] = useState<'print' | 'copy'>()
  useAction('thread.print', thread && (() => setJob('print')))
  useAction('thread.copy', thread && (() => setJob('copy')))
  useWholeSelection(thread)

  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || document.querySelector('dialog[open], :popover-open')) return
    if (!withCommand(event, 'p') || !thread) return
    setJob('print')
    event.preventDefault()
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => onKeyDown(event)
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])

  // Printing begun in the browser's menu cannot wait: it takes what is there. What draws formulas has to be,
  // also where none is on screen.
  useEffect(() => {
    if (!loadedTemml() && loaded.some(holdsFormula)) loadWhenIdle([loadTemml])
  }, [loaded])
  const [atOnce, setAtOnce] = useState<readonly WholeEntry[]>()
  const onBefore = useEffectEvent(() => {
    if (document.querySelector('.printed')) return
    const entries = wholeEntries(loaded, (run) => loadedRunParts(client, run))
    flushSync(() => setAtOnce(entries))
  })
  useEffect(() => {
    const onBeforePrint = () => onBefore()
    const onAfterPrint = () => setAtOnce(undefined)
    addEventListener('beforeprint', onBeforePrint)
    addEventListener('afterprint', onAfterPrint)
    return () => {
      removeEventListener('beforeprint', onBeforePrint)
      removeEventListener('afterprint', onAfterPrint)
    }
  }, [])
  return (
    <>
      {thread && job === 'print' && <PrintJob thread={thread} onDone={() => setJob(undefined)} />}
      {thread && job === 'copy' && <CopyJob thread={thread} onDone={() => setJob(undefined)} />}
      {thread && atOnce && (
        <PrintedThread
          thread={thread}
          entries={atOnce}
          isWhole={isWhole && !atOnce.some((entry) => entry.kind === 'run' && !entry.account.calls)}
        />
      )}
    </>
  )
}
