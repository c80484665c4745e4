import type { RunParts } from '#console/api/whole-thread.ts'
import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'

import type { Row } from './rows.ts'
import { type RunAccount, runAccount } from './run-account.ts'

/** What stands below one another on paper and in a copied text: messages, and runs where the pane has them. */
export type WholeEntry =
  | { kind: 'message'; key: string; message: Message }
  | { kind: 'run'; key: string; account: RunAccount }

/** The rows of a thread as they are told outside of the console. */
export function wholeEntries(
  rows: readonly Row[],
  partsOf: (run: Run) => RunParts,
): readonly WholeEntry[] {
  const written = Map.groupBy(
    rows.flatMap((row) => (row.kind === 'message' && row.message ? row.message : [])),
    ({ run_id }) => run_id,
  )
  return rows.flatMap((row): WholeEntry[] => {
    switch (row.kind) {
      case 'day':
        return []
      case 'message':
        return row.message ? [{ kind: 'message', key: row.key, message: row.message }] : []
      case 'run': {
        // A message may name a run that the thread has not.
        const { run } = row
        if (!run) return []
        const account = runAccount(run, partsOf(run), written.get(run.id) ?? [])
        return [{ kind: 'run', key: row.key, account }]
      }
    }
  })
}

/** How many of the first entries are messages; of all, unless told otherwise. */
export const messageCount = (entries: readonly WholeEntry[], first = entries.length): number =>
  entries.slice(0, first).filter(({ kind }) => kind === 'message').length
