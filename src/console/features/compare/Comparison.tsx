import { type Range, defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useMemo, useRef, useState } from 'react'

import { useAction } from '#console/hooks/use-action.ts'
import { useNarrow } from '#console/hooks/use-media.ts'
import type { ComparePlace } from '#console/paths.ts'
import { Skeleton } from '#console/ui/Skeleton.tsx'

import { CompareBar } from './CompareBar.tsx'
import { CompareRow } from './CompareRow.tsx'
import type { Entry } from './entries.ts'
import type { Section } from './facts.ts'
import { type CompareRow as Row, foldEqual, isDifference, pairRows, sectionRows } from './rows.ts'
import { useAligned } from './use-aligned.ts'
import { useDifferences } from './use-differences.ts'

/** All that is compared of a side. */
export interface SideData {
  sections: readonly Section[]
  entries: readonly Entry[]
}

const ENTRIES = 'Messages and tool calls'

const entriesNote = (left: number, right: number): string | undefined => {
  if (left > 0 && right > 0) return undefined
  if (left === 0 && right === 0) return 'Neither has any.'
  return left === 0 ? 'A has none.' : 'B has none.'
}

/** A guess at the height of a row, before it is drawn. */
const guessHeight = (row: Row | undefined): number => {
  if (row?.kind !== 'pair') return row?.kind === 'field' ? 28 : 48
  const text = (row.pair.left ?? row.pair.right)?.text ?? ''
  return 64 + Math.min(40, Math.ceil(text.length / 70)) * 24
}

/** Two sides that are read, their differences marked, and ways from one to the next. */
export const Comparison = ({
  left,
  right,
  place,
  onPlace,
}: {
  left: SideData
  right: SideData
  place: ComparePlace
  /** `replace`: it is no step in history. */
  onPlace: (place: ComparePlace, options: { replace: boolean }) => void
}) => {
  const isNarrow = useNarrow()
  const pairs = useAligned(left.entries, right.entries)
  const all = useMemo((): Row[] => {
    const note = entriesNote(left.entries.length, right.entries.length)
    return [
      ...sectionRows(left.sections, right.sections),
      ...(pairs ? [{ kind: 'heading', key: ENTRIES, title: ENTRIES, note } as const] : []),
      ...pairRows(pairs ?? []),
    ]
  }, [left, right, pairs])
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set())
  const onUnfold = useCallback((key: string) => setUnfolded((keys) => new Set(keys).add(key)), [])
  const { onlyDifferences = false } = place
  const rows = useMemo(
    () => (onlyDifferences ? foldEqual(all, unfolded) : all),
    [all, onlyDifferences, unfolded],
  )
  const scroller = useRef<HTMLDivElement>(null)
  const currentIndex = useRef<number>(undefined)
  // oxlint-disable-next-line react/incompatible-library -- no compiler here that it could mislead
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: useCallback((index: number) => guessHeight(rows[index]), [rows]),
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    // What has the focus stays.
    rangeExtractor: useCallback((range: Range) => {
      const { current } = currentIndex
      const indexes = defaultRangeExtractor(range)
      if (current === undefined || indexes.includes(current)) return indexes
      return [...indexes, current].toSorted((one, other) => one - other)
    }, []),
    overscan: 4,
    paddingEnd: 48,
    scrollPaddingStart: 12,
  })
  const { count, current, step } = useDifferences({
    rows: pairs ? rows : [],
    at: place.at,
    isFolded: onlyDifferences,
    list: () => virtualizer,
    onAt: (at) => onPlace({ ...place, at }, { replace: true }),
  })
  currentIndex.current = current
  useAction('find.next', pairs && (() => step(1)))
  useAction('find.previous', pairs && (() => step(-1)))
  return (
    <>
      <CompareBar
        count={pairs ? count : undefined}
        at={place.at}
        onStep={step}
        onlyDifferences={onlyDifferences}
        onOnly={(only) => onPlace({ ...place, onlyDifferences: only }, { replace: true })}
        onSwap={() =>
          onPlace({ ...place, left: place.right, right: place.left }, { replace: false })
        }
      />
      {/* Scrolled by keys, too. */}
      <div
        ref={scroller}
        role="region"
        aria-label="Differences"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain focus-visible:-outline-offset-2"
      >
        {!pairs && <Skeleton className="m-6 h-24" />}
        {pairs && count === 0 && (
          <p className="px-4 pt-5 text-ink-2 md:px-6">Nothing differs but the ids and the hours.</p>
        )}
        <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index]
            if (!row) return null
            return (
              <div
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <CompareRow
                  row={row}
                  isNarrow={isNarrow}
                  isCurrent={item.index === current && isDifference(row)}
                  onUnfold={onUnfold}
                />
              </div>
            )
          })}
        </div>
      </div>
    </>
  )
}
