import clsx from 'clsx'
import { EqualNot, UnfoldVertical, Wrench } from 'lucide-react'
import { type ReactNode, memo } from 'react'
import { Link } from 'react-router'

import { paths } from '#console/paths.ts'
import { Button } from '#console/ui/Button.tsx'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'
import { numberText } from '#console/util/number.ts'

import type { Pair } from './align.ts'
import type { Entry } from './entries.ts'
import { fieldsOf } from './facts.ts'
import { FieldCells } from './FieldCells.tsx'
import { LEFT_CELL, RIGHT_CELL, gridOf } from './grid.ts'
import type { CompareRow as Row } from './rows.ts'
import { LETTERS } from './SideLetter.tsx'

/** The sign stands for what is said beside it. */
const DifferenceMark = ({ differs }: { differs: boolean }) => (
  <span className="col-start-1 row-start-1">
    {differs && (
      <>
        <EqualNot aria-hidden className="icon mt-0.5 size-3.5 text-accent" strokeWidth={2.25} />
        <span className="sr-only">Differs</span>
      </>
    )}
  </span>
)

interface Props {
  row: Row
  isNarrow: boolean
  /** The difference that was gone to last. */
  isCurrent: boolean
  onUnfold: (key: string) => void
}

/** One row of a comparison. */
export const CompareRow = memo(({ row, isNarrow, isCurrent, onUnfold }: Props) => {
  switch (row.kind) {
    case 'heading':
      return (
        <div className="px-4 pt-6 pb-1.5 md:px-6">
          <h2 className="text-title">{row.title}</h2>
          {row.note && <p className="text-small text-ink-2">{row.note}</p>}
        </div>
      )
    case 'fold':
      return (
        <div className="flex items-center gap-3 px-4 py-1 text-ink-3 before:flex-1 before:border-t before:border-dashed before:border-line-strong after:flex-1 after:border-t after:border-dashed after:border-line-strong md:px-6">
          <Button
            size="small"
            variant="quiet"
            icon={UnfoldVertical}
            onClick={() => onUnfold(row.key)}
          >
            {numberText(row.count)} equal
          </Button>
        </div>
      )
    case 'field':
      return (
        <Framed {...{ isCurrent, isNarrow }} differs={row.differs} label={row.field.name} isPlain>
          <FieldCells
            isPlain
            field={row.field}
            memory={row.key}
            isNarrow={isNarrow}
            absent="not set"
          />
        </Framed>
      )
    case 'pair': {
      const { left, right } = row.pair
      const label = (left ?? right)?.title ?? ''
      return (
        <Framed {...{ isCurrent, isNarrow, label }} differs={row.differs}>
          <PairHead pair={row.pair} isNarrow={isNarrow} />
          {fieldsOf(left?.facts ?? [], right?.facts ?? []).map((field) => (
            <FieldCells
              key={field.name}
              field={field}
              memory={`${row.key} ${field.name}`}
              isNarrow={isNarrow}
              absent={left && right ? 'none' : ''}
            />
          ))}
        </Framed>
      )
    }
  }
})
CompareRow.displayName = 'CompareRow'

const Framed = ({
  label,
  differs,
  isCurrent,
  isNarrow,
  isPlain = false,
  children,
}: {
  label: string
  differs: boolean
  isCurrent: boolean
  isNarrow: boolean
  /** It is one of many short ones. */
  isPlain?: boolean
  children: ReactNode
}) => (
  <article
    aria-label={differs ? `${label}, differs` : label}
    aria-current={isCurrent || undefined}
    tabIndex={-1}
    className={clsx(
      gridOf(isNarrow),
      'gap-y-1 border-s-2 outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-accent',
      isPlain ? 'py-1' : 'border-t border-t-line py-3',
      isCurrent ? 'border-s-accent bg-list' : 'border-s-transparent',
    )}
  >
    <DifferenceMark differs={differs} />
    {children}
  </article>
)

const Knot = ({ entry: { kind, lane } }: { entry: Entry }) =>
  kind === 'call' ? (
    <Wrench aria-hidden className="icon size-3.5 text-ink-3" />
  ) : (
    <span
      aria-hidden
      className={clsx(
        'size-2 shrink-0 rounded-full border-2 border-knot [forced-color-adjust:none]',
        lane === 'assistant' && 'bg-knot',
      )}
    />
  )

const Who = ({ entry }: { entry: Entry }) => (
  <span className="flex min-w-0 items-center gap-2">
    <Knot entry={entry} />
    {entry.kind === 'call' ? (
      <code className="min-w-0 font-strong break-words">{entry.title}</code>
    ) : (
      <span className="font-heading">{entry.title}</span>
    )}
  </span>
)

const When = ({ entry }: { entry: Entry }) => {
  const { kind, threadId, id, at, took } = entry
  const place = kind === 'message' ? { message: id } : { run: entry.runId ?? undefined }
  return (
    <>
      <Link
        to={paths.thread(threadId, place)}
        className="text-meta text-ink-2 hover:text-ink hover:underline"
      >
        <span className="sr-only">{entry.title}, open at </span>
        <RelativeTime at={at} show="clock" />
      </Link>
      {took && <span className="text-meta text-ink-3 tabular">{took}</span>}
    </>
  )
}

const PairHead = ({
  pair: { left, right },
  isNarrow,
}: {
  pair: Pair<Entry>
  isNarrow: boolean
}) => {
  const entry = left ?? right
  if (!entry) return null
  const missing = left && right ? undefined : left ? 'right' : 'left'
  if (isNarrow)
    return (
      <div className="col-start-2 flex flex-wrap items-center gap-x-2">
        <Who entry={entry} />
        {left && <When entry={left} />}
        {right && <When entry={right} />}
        {missing && <span className="text-meta text-ink-2">not in {LETTERS[missing]}</span>}
      </div>
    )
  const head = (of: Entry | undefined) => (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2">
      {of ? (
        <>
          <span className="@4xl:hidden">
            <Who entry={of} />
          </span>
          <When entry={of} />
        </>
      ) : (
        missing && <span className="text-small text-ink-3">Not in {LETTERS[missing]}</span>
      )}
    </div>
  )
  return (
    <>
      <div className="col-start-2 min-w-0 pe-3 @max-4xl:hidden">
        <Who entry={entry} />
      </div>
      <div className={LEFT_CELL}>{head(left)}</div>
      <div className={RIGHT_CELL}>{head(right)}</div>
    </>
  )
}
