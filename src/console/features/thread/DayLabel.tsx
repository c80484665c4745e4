import { memo } from 'react'

import { dayText } from '#console/util/time.ts'

interface Props {
  at: number
  /** Takes the reader to another day; undefined where that cannot be done. */
  onDate: (() => void) | undefined
}

/** A day that leads to others when it is pressed. */
const Day = ({ at, onDate, tabIndex }: Props & { tabIndex: number }) => {
  const day = <bdi>{dayText(at)}</bdi>
  if (!onDate) return day
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      aria-haspopup="dialog"
      title="Jump to date"
      onClick={onDate}
      className="pointer-events-auto rounded-full px-2.5 hover:bg-hover hover:text-ink"
    >
      {day}
    </button>
  )
}

/** The day that begins here. Tab leads to the one at the top of the screen alone. */
export const DayLabel = ({ at, onDate }: Props) => (
  <div className="flex justify-center py-2">
    <h2 className="rounded-full bg-page text-meta font-medium tracking-normal text-ink-2 not-has-[button]:px-2.5">
      <Day at={at} onDate={onDate} tabIndex={-1} />
    </h2>
  </div>
)

/** The day of what is at the top of the screen; it takes no room in the list. */
export const StickyDay = memo(({ at, onDate }: Omit<Props, 'at'> & { at: number | undefined }) => (
  <div
    aria-hidden={!onDate || undefined}
    className="pointer-events-none sticky top-0 z-1 h-0 short:hidden"
  >
    {at !== undefined && (
      <div className="relative h-7 bg-page after:absolute after:inset-x-0 after:top-full after:h-2.5 after:bg-linear-to-b after:from-page after:to-transparent">
        {/* On the column of the rows, where the days stand as well. */}
        <p className="mx-auto flex h-full max-w-column items-center justify-center pe-3.5 text-meta font-medium text-ink-2 md:pe-5.5">
          <Day at={at} onDate={onDate} tabIndex={0} />
        </p>
      </div>
    )}
  </div>
))
StickyDay.displayName = 'StickyDay'
