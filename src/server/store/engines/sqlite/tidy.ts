import type { Context } from './context.ts'
import { findLines, hasLinesToFind } from './find-lines.ts'
import { hasOldSummaries, remakeSummaries } from './remake-summaries.ts'
import { hasOldTerms, remakeTerms } from './remake-terms.ts'
import { settleThreads } from './settle-threads.ts'

/** How often to look whether there is something to tidy. */
const EVERY_MS = 1000
/** How many threads are settled, messages read and passages taken up in one write: a few milliseconds. */
const THREADS_AT_ONCE = 50
const MESSAGES_AT_ONCE = 200
const PASSAGES_AT_ONCE = 10

/**
 * Brings in order what writes leave for later, some at a time so that other writes get in between.
 * @returns the way to stop, which waits for a write under way
 */
export const startTidying = ({ db, writeUnseen }: Pick<Context, 'db' | 'writeUnseen'>) => {
  let isStopped = false
  let tidying: Promise<void> | undefined
  const isLeft = () =>
    hasOldSummaries(db) ||
    hasOldTerms(db) ||
    hasLinesToFind(db) ||
    db.get('SELECT 1 FROM threads INDEXED BY threads_moved WHERE settled <> activity') !== undefined
  const tidy = async () => {
    while (!isStopped && isLeft()) {
      await writeUnseen((emit) => {
        findLines(db, MESSAGES_AT_ONCE, emit)
        settleThreads(db, THREADS_AT_ONCE)
        remakeSummaries(db, MESSAGES_AT_ONCE)
        remakeTerms(db, PASSAGES_AT_ONCE)
      })
    }
  }
  const begin = () => {
    tidying ??= tidy()
      // A full or locked disk: the next look tries again.
      .catch(() => undefined)
      .finally(() => (tidying = undefined))
  }
  // Before anything is written: a new folder has nothing that an earlier version made.
  begin()
  const timer = setInterval(begin, EVERY_MS).unref()
  return async (): Promise<void> => {
    isStopped = true
    clearInterval(timer)
    await tidying
  }
}
