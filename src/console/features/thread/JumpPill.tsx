import { ArrowDown } from 'lucide-react'

import { PILL } from '#console/ui/pill.ts'
import { numberText } from '#console/util/number.ts'

/** In a low pane the words would stand on what is read there: they are spoken alone. */
const UNLESS_LOW = '[@container_(height<18rem)]:sr-only'
/** There it would stand on the place that finding leads to. */
const UNLESS_FINDING = '[:has(>[data-find])_&]:[@container_(height<18rem)]:hidden'

/** The way back to the end, and how much came there meanwhile. */
export const JumpPill = ({
  hidden,
  unseen,
  isMore = false,
  onJump,
}: {
  hidden: boolean
  unseen: number
  /** More came than that. */
  isMore?: boolean
  onJump: () => void
}) => {
  if (hidden) return null
  const count = numberText(unseen) + (isMore ? '+' : '')
  return (
    // At the side where lines end: most leave room there.
    <div className="pointer-events-none absolute inset-0 mx-auto max-w-column [container-type:size]">
      <div className="absolute inset-x-0 bottom-3 flex justify-end px-3.5 md:px-5.5">
        <button
          type="button"
          onClick={onJump}
          className={`pointer-events-auto [@container_(height<18rem)]:px-1.5 ${UNLESS_FINDING} ${PILL}`}
        >
          <ArrowDown aria-hidden className="icon size-3.5" />
          <span className={UNLESS_LOW}>
            {unseen > 0 ? `${count} new ${unseen === 1 ? 'message' : 'messages'}` : 'To the end'}
          </span>
          {unseen > 0 && (
            <span aria-hidden className="hidden tabular [@container_(height<18rem)]:inline">
              {count}
            </span>
          )}
        </button>
      </div>
    </div>
  )
}
