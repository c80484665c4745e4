import { useState } from 'react'

import type { InspectorTab, ThreadPlace } from '#console/paths.ts'
import { isActive } from '#contract/run-status.ts'
import type { Thread } from '#contract/thread.ts'

/** What a reader needs of a thread: its run while one goes on or where it went wrong, else what the thread is. */
export const neededTab = ({ summary }: Pick<Thread, 'summary'>): InspectorTab => {
  const status = summary?.last_run?.status
  if (status === undefined) return 'thread'
  const wentWrong = status === 'failed' || status === 'incomplete' || status === 'expired'
  return isActive(status) || wentWrong ? 'run' : 'thread'
}

/**
 * The tab shown at a place. Where there is no run its tab offers a new one: to whoever asks for it in this
 * thread, and not to those who brought the tab along from another.
 */
export const tabAt = (
  { tab, run }: ThreadPlace,
  { needed, isBrought, runs }: { needed: InspectorTab; isBrought: boolean; runs: boolean },
): InspectorTab => {
  if (tab === 'run' && isBrought && !runs) return needed
  return tab ?? (run === undefined ? needed : 'run')
}

/**
 * What a reader needs while the thread is open. A run that begins is turned to; one that ends turns no page that is
 * read.
 */
export const useNeededTab = (thread: Thread | undefined, runs: boolean): InspectorTab => {
  const [kept, keep] = useState<InspectorTab>()
  const now = runs ? 'run' : thread && neededTab(thread)
  const tab = now !== undefined && (kept === undefined || runs) ? now : kept
  if (tab !== kept) keep(tab)
  return tab ?? 'thread'
}
