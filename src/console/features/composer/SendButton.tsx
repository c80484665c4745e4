import { Button } from '#console/ui/Button.tsx'
import type { Run } from '#contract/run.ts'

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** Sends. While a run holds the thread it says why it cannot, and stays reachable to say so. */
export const SendButton = ({
  withRun,
  busy,
  held,
}: {
  withRun: boolean
  busy: boolean
  held: Run | undefined
}) => (
  <Button
    type="submit"
    variant="primary"
    busy={busy}
    disabled={held !== undefined}
    title={held && 'Messages can be sent once the run has ended.'}
    aria-keyshortcuts="Meta+Enter Control+Enter"
  >
    {withRun ? 'Send and run' : 'Send'}
    <span aria-hidden className="hidden text-small font-normal @min-[33rem]:inline">
      {isMac ? '⌘↵' : 'Ctrl ↵'}
    </span>
  </Button>
)
