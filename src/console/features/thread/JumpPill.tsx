import { ArrowDown } from 'lucide-react'

import { PILL } from '#console/ui/pill.ts'
import { countText } from '#console/util/number.ts'

/** The way back to the end, and how much came there meanwhile. */
export const JumpPill = ({
  hidden,
  unseen,
  onJump,
}: {
  hidden: boolean
  unseen: number
  onJump: () => void
}) =>
  hidden ? null : (
    // At the side where lines end: most leave room there.
    <div className="pointer-events-none absolute inset-x-0 bottom-3 mx-auto flex max-w-column justify-end px-3.5 md:px-5.5">
      <button type="button" onClick={onJump} className={`pointer-events-auto ${PILL}`}>
        <ArrowDown aria-hidden className="icon size-3.5" />
        {unseen > 0 ? countText(unseen, 'new message') : 'To the end'}
      </button>
    </div>
  )
