import { Skeleton } from '#console/ui/Skeleton.tsx'

import { THREAD_LINE } from './Knot.tsx'

/** The shape of messages on their way. */
export const MessagesSkeleton = () => (
  <div
    role="status"
    aria-label="Loading messages"
    className="relative mx-auto h-full max-w-column space-y-7 ps-9.5 pe-3.5 pt-10 md:ps-13.5 md:pe-5.5"
  >
    <span
      aria-hidden
      className={`absolute inset-y-0 w-[1.5px] -translate-x-1/2 bg-line rtl:translate-x-1/2 ${THREAD_LINE}`}
    />
    {[0, 1, 2].map((row) => (
      <div key={row} className="space-y-2.5">
        <Skeleton className="h-4 w-32" />
        <Skeleton className="h-16 w-full rounded-card" />
        <Skeleton className="h-4 w-24" />
        <Skeleton className="h-4 w-11/12" />
        <Skeleton className="h-4 w-4/5" />
      </div>
    ))}
  </div>
)
