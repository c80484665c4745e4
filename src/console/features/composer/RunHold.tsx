import { useQueryClient } from '@tanstack/react-query'
import { Lock, Square } from 'lucide-react'

import { useWhyNot } from '#console/api/rights.ts'
import { stopRun } from '#console/api/run-writes.ts'
import { useWrite } from '#console/hooks/use-write.ts'
import { WriteFailure } from '#console/ui/WriteFailure.tsx'
import { canCancel } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'

const words: Partial<Record<Run['status'], string>> = {
  queued: 'A run is about to begin in this thread.',
  requires_action: 'A run waits for tool outputs.',
  cancelling: 'The run is stopping.',
}

/** Says that a run holds the thread, and offers to stop it. */
export const RunHold = ({ run }: { run: Run }) => {
  const client = useQueryClient()
  const cancel = useWrite({
    write: (_: void, patience) => stopRun(client, run, patience),
  })
  const whyNot = useWhyNot('cancelRun')
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-1 pb-2 text-small text-ink-2">
        <output className="inline-flex items-center gap-2">
          <Lock aria-hidden className="icon size-3.5" />
          {words[run.status] ?? 'A run is writing to this thread.'}
        </output>
        {canCancel(run) && (
          <button
            type="button"
            disabled={cancel.isPending || whyNot !== undefined}
            title={whyNot}
            onClick={() => cancel.mutate()}
            className="inline-flex items-center gap-1.5 rounded-label px-1 font-strong text-error hover:underline disabled:opacity-55"
          >
            <Square aria-hidden className="icon size-3" />
            Stop run
          </button>
        )}
      </div>
      <div className="pb-2 empty:hidden">
        <WriteFailure deed="the run was stopped" error={cancel.error} doubt={cancel.doubt} />
      </div>
    </>
  )
}
