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
    <button
      type="button"
      onClick={onJump}
      className={`absolute bottom-3 left-1/2 -translate-x-1/2 ${PILL}`}
    >
      <ArrowDown aria-hidden className="icon size-3.5" />
      {unseen > 0 ? countText(unseen, 'new message') : 'To the end'}
    </button>
  )
