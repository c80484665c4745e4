import { Button } from '#console/ui/Button.tsx'
import { isMac } from '#console/util/platform.ts'
import type { Run } from '#contract/run.ts'

/** Sends. While a run holds the thread, or the server is away, it says why it cannot. */
export const SendButton = ({
  withRun,
  busy,
  held,
  offline,
}: {
  withRun: boolean
  busy: boolean
  held: Run | undefined
  offline: boolean
}) => (
  <Button
    type="submit"
    variant="primary"
    busy={busy}
    disabled={held !== undefined || offline}
    title={
      offline
        ? 'Messages can be sent once the server is back.'
        : held && 'Messages can be sent once the run has ended.'
    }
    aria-keyshortcuts="Meta+Enter Control+Enter"
  >
    {withRun ? 'Send and run' : 'Send'}
    <span aria-hidden className="hidden text-small font-normal @min-[33rem]:inline">
      {isMac ? '⌘↵' : 'Ctrl ↵'}
    </span>
  </Button>
)
