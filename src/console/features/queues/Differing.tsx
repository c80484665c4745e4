import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { peopleQuery } from '#console/api/people.ts'
import { paths } from '#console/paths.ts'
import { Card } from '#console/ui/Card.tsx'
import { VerdictMark } from '#console/ui/VerdictMark.tsx'
import { countText, numberText } from '#console/util/number.ts'
import { shownName } from '#console/util/shown-name.ts'
import type { Queue, QueueTotals } from '#contract/queue.ts'

/** The threads that two people judged differently, with what each said. */
export const Differing = ({ queue, totals }: { queue: Queue; totals: QueueTotals }) => {
  const { read_twice, differing, differing_count } = totals.agreement
  const { data: people = [] } = useQuery(peopleQuery)
  if (queue.second_reading === 0 && read_twice === 0) return null
  const nameOf = (id: string) => shownName(people.find((person) => person.id === id)?.name ?? id)
  return (
    <Card
      name="Read twice, judged differently"
      className="is-wide"
      beside={
        <span className="text-small text-ink-2 tabular">
          {numberText(differing_count)} of {numberText(read_twice)}
        </span>
      }
    >
      {differing.length === 0 ? (
        <p className="mt-3 text-small text-ink-3">
          {read_twice === 0 ? 'Nothing is read twice yet.' : 'None: all agree.'}
        </p>
      ) : (
        <ul className="mt-2">
          {differing.map(({ thread_id, position, title, readings }) => (
            <li
              key={position}
              className="flex flex-wrap gap-x-6 gap-y-1 border-t border-line py-2 text-small first:border-t-0"
            >
              <Link
                to={paths.thread(thread_id, { tab: 'review' })}
                className="min-w-0 basis-60 font-medium break-words hover:text-accent hover:underline"
              >
                <bdi>{title ? shownName(title) : `Thread ${numberText(position)}`}</bdi>
              </Link>
              <ul className="min-w-0 flex-1 basis-72 space-y-1">
                {readings.map(({ item_id, person_id, verdict, note }) => (
                  <li key={item_id} className="flex flex-wrap items-center gap-x-3">
                    <VerdictMark verdict={verdict} className="w-28" />
                    <bdi className="text-ink-2">{nameOf(person_id)}</bdi>
                    {note && (
                      <span dir="auto" className="line-clamp-3 min-w-0 break-words text-ink-2">
                        {note}
                      </span>
                    )}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
      {differing_count > differing.length && (
        <p className="mt-2 text-small text-ink-2">
          And {countText(differing_count - differing.length, 'more', 'more')}: all of them are in
          the export.
        </p>
      )}
    </Card>
  )
}
