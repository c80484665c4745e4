import clsx from 'clsx'
import { type ReactNode, useState } from 'react'

import { Skeleton } from '#console/ui/Skeleton.tsx'

import { type Field, changeText, differs } from './facts.ts'
import { LEFT_CELL, RIGHT_CELL } from './grid.ts'
import { useMarks } from './kept-marks.ts'
import { MarkedText, type MoreShown } from './MarkedText.tsx'
import type { Piece } from './marks.ts'
import { MORE } from './shown-parts.ts'
import { SideLetter } from './SideLetter.tsx'

/** What was opened stays so while its row is out of view. */
const opened = new Map<string, ReadonlyMap<number, number>>()

const useMore = (memory: string): MoreShown => {
  const [more, setMore] = useState(() => opened.get(memory) ?? new Map<number, number>())
  return {
    more,
    onMore: (piece) => {
      const next = new Map(more).set(piece, (more.get(piece) ?? 0) + MORE)
      opened.set(memory, next)
      setMore(next)
    },
  }
}

/** Whether a text has a change within it, and is not another one as a whole. */
const sharesText = (pieces: readonly Piece[]) => pieces.some(({ of }) => of === 'both')

/** A field of both sides, one beside the other; on a narrow screen in one text, or one below the other. */
export const FieldCells = ({
  field,
  memory,
  isNarrow,
  isPlain = false,
  absent,
}: {
  field: Field
  /** Names the field among all. */
  memory: string
  isNarrow: boolean
  /** A setting, not what somebody said. */
  isPlain?: boolean
  /** What stands where a side has none of it. */
  absent: ReactNode
}) => {
  const { left, right, name } = field
  const shown = useMore(memory)
  const made = useMarks(field)
  const marks = made === 'pending' ? undefined : made
  const isCode = left?.isCode ?? right?.isCode
  const change = changeText(field)
  const text = (side: 'left' | 'right' | undefined, pieces: readonly Piece[]) => (
    <MarkedText {...shown} side={side} {...{ pieces, isCode, isPlain }} />
  )
  const cell = (side: 'left' | 'right') => {
    const fact = side === 'left' ? left : right
    if (!fact) return <p className="text-ink-3">{absent}</p>
    if (made === 'pending') return <Skeleton className="my-1 h-32" />
    return text(side, marks ? marks.pieces : [{ of: side, text: fact.text }])
  }
  const label = name && (
    <h3
      className={clsx(
        'col-start-2 min-w-0 pe-4 text-small font-normal tracking-normal break-words text-ink-2',
        isNarrow ? 'text-meta' : '@max-4xl:col-end-[-1] @max-4xl:text-meta',
      )}
    >
      {name}
      {change && (
        <span className="ms-2 text-meta whitespace-nowrap text-ink-3 tabular">{change}</span>
      )}
    </h3>
  )
  const rough = marks?.isRough && (
    <p className="col-start-2 col-end-[-1] text-meta text-attention">
      Too long and too different to be compared word by word: whole stretches are marked.
    </p>
  )
  if (!isNarrow)
    return (
      <>
        {label}
        {rough}
        <div className={LEFT_CELL}>{cell('left')}</div>
        <div className={RIGHT_CELL}>{cell('right')}</div>
      </>
    )
  const isOne = marks && (!differs(field) || sharesText(marks.pieces))
  return (
    <>
      {label}
      {rough}
      <div className={clsx('col-start-2 min-w-0', !isOne && 'space-y-1.5')}>
        {isOne
          ? text(undefined, marks.pieces)
          : (['left', 'right'] as const).map((side) => (
              <div key={side} className="flex gap-2">
                <SideLetter side={side} />
                <div className="min-w-0 flex-1">{cell(side)}</div>
              </div>
            ))}
      </div>
    </>
  )
}
