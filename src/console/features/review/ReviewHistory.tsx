import { useInfiniteQuery } from '@tanstack/react-query'

import { useLabels } from '#console/api/labels.ts'
import { ONCE } from '#console/api/query-client.ts'
import { reviewHistoryQuery } from '#console/api/reviews.ts'
import { Button } from '#console/ui/Button.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { Initials } from '#console/ui/Initials.tsx'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'

import { actWords, ofWords } from './act-words.ts'
import { Section } from './Section.tsx'

/** Who did what and when, the newest first. */
export const ReviewHistory = ({
  threadId,
  personId,
}: {
  threadId: string
  /** Who reads: they are told as "You". */
  personId: string | undefined
}) => {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    reviewHistoryQuery(threadId),
  )
  const labels = useLabels()
  const acts = data?.pages.flatMap((page) => page.data) ?? []
  if (error && acts.length === 0)
    return (
      <Failure
        once
        layout="inline"
        what="The history could not be read."
        error={error}
        onRetry={() => void refetch()}
      />
    )
  if (acts.length === 0) return null
  return (
    <Section title="History">
      <ol className="space-y-2.5">
        {acts.map((act) => {
          const of = ofWords(act)
          return (
            <li key={act.id} className="flex gap-2.5">
              <Initials person={act.person} />
              <div className="min-w-0 flex-1">
                <p className="break-words">
                  <bdi className="font-strong">
                    {act.person.id === personId ? 'You' : act.person.name}
                  </bdi>{' '}
                  {actWords(act, (id) => labels.get(id)?.name ?? 'a label')}
                </p>
                <p className="truncate text-meta text-ink-3">
                  <RelativeTime at={act.at} />
                  {of && (
                    <>
                      {' · on '}
                      <bdi>{of}</bdi>
                    </>
                  )}
                  {act.queue_id !== null && ' · in a queue'}
                </p>
              </div>
            </li>
          )
        })}
      </ol>
      {hasNextPage && (
        <Button
          size="small"
          variant="quiet"
          busy={isFetchingNextPage}
          onClick={() => void fetchNextPage(ONCE)}
        >
          Show earlier
        </Button>
      )}
    </Section>
  )
}
