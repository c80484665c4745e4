import clsx from 'clsx'
import type { ReactNode } from 'react'

interface Row {
  key: string
  cells: ReactNode[]
}

/** A table of what was judged: names first, numbers at the end. */
export const Table = ({
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
  if (rows.length === 0) return <p className="mt-3 text-small text-ink-3">{empty}</p>
  const isText = (at: number) => at === 0 || head[at] === 'Verdicts'
  return (
    <table className="mt-2 w-full table-fixed border-collapse text-small">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr className="text-ink-2">
          {head.map((name, at) => (
            <th
              key={name}
              scope="col"
              className={clsx(
                'py-1.5 font-strong',
                isText(at) ? 'pe-3 text-start' : 'ps-2 text-end',
                name === 'Verdicts' && 'w-1/2',
              )}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key} className="border-t border-line">
            {cells.map((cell, at) =>
              at === 0 ? (
                <th key={head[at]} scope="row" className="py-1.5 pe-3 text-start font-normal">
                  {cell}
                </th>
              ) : (
                <td
                  key={head[at]}
                  className={clsx(
                    'py-1.5 tabular',
                    isText(at) ? 'pe-3' : 'ps-2 text-end whitespace-nowrap',
                  )}
                >
                  {cell}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
