import clsx from 'clsx'
import { type ReactNode, useState } from 'react'
import { Link } from 'react-router'

import { Button } from '#console/ui/Button.tsx'
import { numberText } from '#console/util/number.ts'

/** As many rows as fit beside the other parts. */
const SHOWN = 6

export interface Row {
  key: string
  /** What the row is of. */
  name: ReactNode
  /** The exact name, where it may be cut. */
  title?: string
  /** The threads behind it, or the thread. */
  href?: string | undefined
  /** A node stands in place of the text. */
  cells: { text: string; node?: ReactNode; title?: string; className?: string }[]
}

/** A short table; more of it once that is asked for. */
export const Rows = ({
  caption,
  head,
  rows,
  empty,
}: {
  caption: string
  head: readonly string[]
  rows: readonly Row[]
  /** Stands where there is no row. */
  empty: string
}) => {
  const [isWhole, setWhole] = useState(false)
  if (rows.length === 0) return <p className="mt-3 text-small text-ink-3">{empty}</p>
  const shown = isWhole ? rows : rows.slice(0, SHOWN)
  return (
    <>
      <table className="overview-rows mt-2 w-full border-collapse text-small">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="text-ink-2">
            {head.map((name, at) => (
              <th
                key={name}
                scope="col"
                className={clsx(
                  'py-1.5 font-strong',
                  at === 0 ? 'w-full pe-2 text-start' : 'ps-4 text-end',
                )}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ key, name, title, href, cells }) => (
            <tr
              key={key}
              className={clsx('relative border-t border-line', href && 'hover:bg-hover')}
            >
              <th
                scope="row"
                title={title}
                // Takes what the numbers leave, and makes no table wider.
                className="w-full max-w-0 min-w-20 truncate py-1.5 pe-2 text-start font-normal text-ink"
              >
                {href === undefined ? (
                  name
                ) : (
                  // The whole row is pressed.
                  <Link
                    to={href}
                    className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
                  >
                    {name}
                  </Link>
                )}
              </th>
              {cells.map((cell, at) => (
                <td
                  key={head[at + 1]}
                  title={cell.title}
                  className={clsx('py-1.5 ps-4 text-end whitespace-nowrap tabular', cell.className)}
                >
                  {cell.node ?? <bdi>{cell.text}</bdi>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN && (
        <Button
          variant="quiet"
          size="small"
          className="mt-1 self-start print:hidden"
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? 'Show fewer' : `Show all ${numberText(rows.length)}`}
        </Button>
      )}
    </>
  )
}
