import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { assistantQuery } from '#console/api/assistants.ts'
import { useLabels } from '#console/api/labels.ts'
import { useReviewer } from '#console/api/people.ts'
import { Card } from '#console/ui/Card.tsx'
import { Initials } from '#console/ui/Initials.tsx'
import { LabelChip } from '#console/ui/LabelChip.tsx'
import { VerdictBar } from '#console/ui/VerdictBar.tsx'
import { decimalText, numberText } from '#console/util/number.ts'
import { shownAssistant, shownName } from '#console/util/shown-name.ts'
import { roughSecondsText } from '#console/util/time.ts'
import type { QueueTotals } from '#contract/queue.ts'

import { Table } from './Table.tsx'

interface Props {
  totals: QueueTotals
}

interface Judged {
  judged: number
  pass: number
  needs_work: number
  fail: number
}

const verdictsOf = (counts: Judged) => <VerdictBar counts={counts} className="w-full min-w-16" />

export const ByLabel = ({ totals: { labels } }: Props) => {
  const known = useLabels()
  return (
    <Card name="By label">
      <Table
        caption="Judgements by label"
        head={['Label', 'Verdicts', 'Judged']}
        empty="No label was put on yet."
        rows={labels.map(({ label_id, ...counts }) => {
          const { name = '…', color = 'gray' } = known.get(label_id) ?? {}
          return {
            key: label_id,
            cells: [
              <LabelChip key="name" name={name} color={color} />,
              verdictsOf(counts),
              numberText(counts.judged),
            ],
          }
        })}
      />
    </Card>
  )
}

export const ByReviewer = ({ totals: { reviewers } }: Props) => {
  const own = useReviewer()?.id
  return (
    <Card name="By reviewer">
      <Table
        caption="Judgements by reviewer"
        head={['Reviewer', 'Judged', 'Pass', 'Median time']}
        empty="Nobody judged yet."
        rows={reviewers.map(({ person, judged, pass_share, median_seconds }) => ({
          key: person.id,
          cells: [
            <span key="name" className="flex min-w-0 items-center gap-2">
              <Initials person={person} />
              <bdi className="min-w-0 truncate">
                {person.id === own ? 'You' : shownName(person.name)}
              </bdi>
            </span>,
            numberText(judged),
            pass_share === null ? '–' : `${numberText(Math.round(100 * pass_share))} %`,
            median_seconds === null ? '–' : roughSecondsText(median_seconds),
          ],
        }))}
      />
    </Card>
  )
}

const AssistantName = ({ id }: { id: string }) => {
  const { data } = useQuery({ ...assistantQuery(id), retry: false })
  return <>{data ? shownAssistant(data) : id}</>
}

/** Judgements by what the threads have in common. */
export const ByGroup = ({
  name,
  what,
  groups,
  isAssistant = false,
}: {
  name: string
  what: string
  groups: readonly (Judged & { key: string | null })[]
  isAssistant?: boolean
}) => {
  return (
    <Card name={name}>
      <Table
        caption={`Judgements ${name.toLowerCase()}`}
        head={[what, 'Verdicts', 'Judged']}
        empty="Nothing is judged and told yet."
        rows={groups.map(({ key, ...counts }) => ({
          key: key ?? '',
          cells: [
            <bdi key="name" className="block truncate" title={key ?? undefined}>
              {key === null ? 'No run' : isAssistant ? <AssistantName id={key} /> : shownName(key)}
            </bdi>,
            verdictsOf(counts),
            numberText(counts.judged),
          ],
        }))}
      />
    </Card>
  )
}

const answerWord = (value: boolean | number | string): string =>
  typeof value === 'boolean'
    ? value
      ? 'Yes'
      : 'No'
    : typeof value === 'number'
      ? numberText(value)
      : shownName(value)

/** What the rubric was answered. */
export const ByCriterion = ({ totals: { criteria } }: Props) => (
  <Card name="By criterion" className="is-wide">
    <div className="space-y-4">
      {criteria.map(({ key, name, type, answered, mean, answers }) => (
        <section key={key} aria-label={shownName(name)} className="mt-3">
          <h3 className="flex flex-wrap gap-x-3 text-small font-strong">
            <bdi className="min-w-0 break-words">{shownName(name)}</bdi>
            <span className="font-normal text-ink-2">
              {numberText(answered)} answered
              {mean !== null && `, ${decimalText(mean, 2)} on average`}
            </span>
          </h3>
          {type !== 'text' && answered > 0 && (
            <Table
              caption={`Answers to ${shownName(name)}`}
              head={['Answer', 'Verdicts', 'Judged']}
              empty=""
              rows={answers.map(({ value, ...counts }) => ({
                key: String(value),
                cells: [
                  <bdi key="answer">{answerWord(value)}</bdi>,
                  verdictsOf(counts),
                  numberText(counts.judged),
                ] satisfies ReactNode[],
              }))}
            />
          )}
        </section>
      ))}
    </div>
  </Card>
)
