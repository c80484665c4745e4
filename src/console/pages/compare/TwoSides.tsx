import clsx from 'clsx'
import { SearchX } from 'lucide-react'

import { isNotFound } from '#console/api/failure.ts'
import { Comparison, type SideData } from '#console/features/compare/Comparison.tsx'
import { gridOf } from '#console/features/compare/grid.ts'
import { SideHead } from '#console/features/compare/SideHead.tsx'
import { LETTERS } from '#console/features/compare/SideLetter.tsx'
import { useNarrow } from '#console/hooks/use-media.ts'
import type { ComparePlace, CompareSide } from '#console/paths.ts'
import { Button } from '#console/ui/Button.tsx'
import { compareWith } from '#console/ui/compare-with.ts'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'

/** A side as far as it is read. */
export interface ReadSide {
  side: CompareSide
  title: string | undefined
  note: string | undefined
  data: SideData | undefined
  /** Not all of it is compared. */
  cut?: string | undefined
  error: unknown
  retry: () => void
}

export type OnPlace = (place: ComparePlace, options: { replace: boolean }) => void

const SIDES = ['left', 'right'] as const

/** The heads of both sides, and below them what differs, or why that is not there. */
export const TwoSides = ({
  what,
  left,
  right,
  place,
  onPlace,
}: {
  what: 'thread' | 'run'
  left: ReadSide
  right: ReadSide
  place: ComparePlace
  onPlace: OnPlace
}) => {
  const sides = { left, right }
  const change = (as: 'left' | 'right') =>
    compareWith.set({ side: as === 'left' ? right.side : left.side, as })
  const failed = SIDES.filter((as) => sides[as].error && !sides[as].data)
  const cuts = SIDES.flatMap((as) => {
    const { cut } = sides[as]
    return cut ? `${LETTERS[as]}: ${cut}` : []
  })
  return (
    <>
      <header
        className={clsx(
          gridOf(useNarrow()),
          'shrink-0 items-center gap-y-1.5 border-b border-line py-2 md:min-h-bar',
        )}
      >
        <h1 className="sr-only @4xl:not-sr-only @4xl:col-span-2 @4xl:col-start-1">
          <span className="text-title @4xl:ms-3">Compare {what}s</span>
        </h1>
        {SIDES.map((as) => (
          <SideHead
            key={as}
            as={as}
            side={sides[as].side}
            title={sides[as].title ?? (sides[as].error ? 'Not loaded' : undefined)}
            note={sides[as].note}
            onChange={() => change(as)}
          />
        ))}
      </header>
      {cuts.length > 0 && (
        <p className="border-b border-line px-4 py-1.5 text-small text-attention md:px-6">
          {cuts.join(' ')}
        </p>
      )}
      {failed.length > 0 ? (
        <div className="flex flex-1 flex-col items-center justify-center overflow-y-auto">
          {failed.map((as) =>
            isNotFound(sides[as].error) ? (
              <EmptyState
                key={as}
                icon={SearchX}
                title={`There is no ${what} for ${LETTERS[as]}`}
                action={<Button onClick={() => change(as)}>Choose another one</Button>}
              >
                It may have been deleted, or the address was mistyped.
              </EmptyState>
            ) : (
              <Failure
                key={as}
                what={`The ${what} ${LETTERS[as]} could not be loaded.`}
                error={sides[as].error}
                onRetry={sides[as].retry}
              />
            ),
          )}
        </div>
      ) : left.data && right.data ? (
        <Comparison
          key={[left.side, right.side].map(({ thread, run }) => `${thread} ${run}`).join(' ')}
          left={left.data}
          right={right.data}
          place={place}
          onPlace={onPlace}
        />
      ) : (
        <div aria-busy className="flex-1 space-y-4 overflow-hidden px-4 py-6 md:px-6">
          <p className="sr-only">Loading</p>
          {[28, 16, 16, 40, 24].map((height, nth) => (
            <div key={nth} className="grid gap-5 md:grid-cols-2">
              <Skeleton className={height > 30 ? 'h-40' : height > 20 ? 'h-24' : 'h-14'} />
              <Skeleton className={height > 30 ? 'h-40' : height > 20 ? 'h-24' : 'h-14'} />
            </div>
          ))}
        </div>
      )}
    </>
  )
}
