import { SendHorizontal } from 'lucide-react'

import { Button } from '#console/ui/Button.tsx'
import { isMac } from '#console/util/platform.ts'
import type { Run } from '#contract/run.ts'

/** Sends. While a run holds the thread, the server is away or a text is too long, it says why it cannot. */
export const SendButton = ({
  withRun,
  busy,
  held,
  offline,
  isOver,
}: {
  withRun: boolean
  busy: boolean
  held: Run | undefined
  offline: boolean
  /** A text is longer than a message may be. */
  isOver: boolean
}) => (
  <Button
    type="submit"
    variant="primary"
    busy={busy}
    disabled={held !== undefined || offline || isOver}
    title={
      offline
        ? 'Messages can be sent once the server is back.'
        : held
          ? 'Messages can be sent once the run has ended.'
          : isOver
            ? 'The text is longer than a message may be.'
            : undefined
    }
    aria-keyshortcuts="Meta+Enter Control+Enter"
  >
    {withRun ? (
      // Where all words would leave the assistant's name no room, an icon stands for the first two.
      <>
        {!busy && (
          <SendHorizontal
            aria-hidden
            className="icon hidden @min-[22rem]:@max-[25rem]:inline-block"
          />
        )}
        <span>
          <span className="@min-[22rem]:@max-[25rem]:sr-only">Send and </span>
          <span className="inline-block @min-[22rem]:@max-[25rem]:first-letter:uppercase">run</span>
        </span>
      </>
    ) : (
      <span>Send</span>
    )}
    <span aria-hidden className="hidden text-small font-normal @min-[33rem]:inline">
      {isMac ? '⌘↵' : 'Ctrl ↵'}
    </span>
  </Button>
)
