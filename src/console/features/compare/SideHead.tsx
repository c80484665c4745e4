import clsx from 'clsx'
import { ChevronsUpDown } from 'lucide-react'
import { Link } from 'react-router'

import { type CompareSide, paths } from '#console/paths.ts'
import { IconButton } from '#console/ui/IconButton.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'

import { LETTERS, SideLetter } from './SideLetter.tsx'

/** What a side is of, leading there, and a way to put another in its place. */
export const SideHead = ({
  as,
  side,
  title,
  note,
  onChange,
}: {
  as: 'left' | 'right'
  side: CompareSide
  /** Undefined until it is known. */
  title: string | undefined
  /** When it was, and how much of it is read. */
  note: string | undefined
  onChange: () => void
}) => (
  <section
    aria-label={`Side ${LETTERS[as]}`}
    className={clsx(
      'flex min-w-0 items-center gap-2.5',
      as === 'left'
        ? '@max-4xl:col-start-2 @4xl:col-start-3 md:pe-5'
        : 'md:ps-5 max-md:col-start-2',
    )}
  >
    <SideLetter side={as} />
    <div className="min-w-0 flex-1">
      {title === undefined ? (
        <Skeleton className="h-4.5 w-40" />
      ) : (
        <Link
          to={paths.thread(side.thread, side.run ? { run: side.run, tab: 'run' } : {})}
          className="flex max-w-full text-base font-strong hover:underline"
        >
          <span dir="auto" className="min-w-0 truncate">
            {title}
          </span>
        </Link>
      )}
      <p className="flex gap-2 text-meta text-ink-2">
        <code className="min-w-0 truncate">{side.run ?? side.thread}</code>
        {note && <span className="shrink-0 tabular max-sm:hidden">{note}</span>}
      </p>
    </div>
    <IconButton
      label={`Choose another for ${LETTERS[as]}`}
      icon={ChevronsUpDown}
      onClick={onChange}
    />
  </section>
)
