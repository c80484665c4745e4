import { useQueries } from '@tanstack/react-query'

import { isNotFound } from '#console/api/failure.ts'
import { threadQuery, threadTitle } from '#console/api/threads.ts'
import { Card } from '#console/ui/Card.tsx'
import { secondsText } from '#console/util/time.ts'
import type { Overview } from '#contract/overview.ts'

import { waitEnds, waitHref } from './Lists.tsx'
import { Rows } from './Rows.tsx'

/** The runs that waited longest for the outputs of tools; each leads to its run. */
export const Waits = ({ overview: { waits } }: { overview: Overview }) => {
  const threads = useQueries({
    queries: waits.map(({ thread_id }) => ({ ...threadQuery(thread_id), retry: false })),
  })
  return (
    <Card name="Longest waits for tool outputs" hint="Each opens its run">
      <Rows
        caption="Longest waits for tool outputs"
        head={['Thread', 'Waited', 'Then']}
        empty="No run waited for the outputs of tools."
        rows={waits.map((wait, at) => {
          const { data, error } = threads[at] ?? {}
          const isGone = isNotFound(error)
          const name = data ? threadTitle(data) : isGone ? 'Deleted thread' : wait.thread_id
          return {
            key: wait.run_id,
            name: <bdi>{name}</bdi>,
            title: name,
            href: isGone ? undefined : waitHref(wait),
            cells: [
              { text: secondsText(wait.seconds) },
              {
                text: waitEnds[wait.ended] ?? wait.ended,
                className: wait.ended === 'expired' ? 'text-error' : 'text-ink-2',
              },
            ],
          }
        })}
      />
    </Card>
  )
}
