import { memo } from 'react'

import { dayText } from '#console/util/time.ts'

/** The day that begins here. */
export const DayLabel = ({ at }: { at: number }) => (
  <div className="flex justify-center py-2">
    <h2 className="rounded-full bg-page px-2.5 text-meta font-medium tracking-normal text-ink-2">
      <bdi>{dayText(at)}</bdi>
    </h2>
  </div>
)

/** The day of what is at the top of the screen; it takes no room in the list, and gives its place to the find bar. */
export const StickyDay = memo(({ at }: { at: number | undefined }) => (
  <div
    aria-hidden
    className="pointer-events-none sticky top-0 z-1 h-0 short:hidden [:has(>[data-find])_&]:invisible"
  >
    {at !== undefined && (
      <p className="relative flex h-7 items-center justify-center bg-page text-meta font-medium text-ink-2 after:absolute after:inset-x-0 after:top-full after:h-2.5 after:bg-linear-to-b after:from-page after:to-transparent">
        <bdi>{dayText(at)}</bdi>
      </p>
    )}
  </div>
))
StickyDay.displayName = 'StickyDay'
