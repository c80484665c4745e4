import type { Queue } from '#contract/queue.ts'

import type { Judgement } from '../store/queues.ts'
import { BYTE_ORDER_MARK, csvRow } from './csv.ts'

/** How judgements leave as text: what stands above them, and each of them. */
export interface RowForm {
  type: string
  ending: string
  head(queue: Queue): string
  row(queue: Queue, judgement: Judgement, link: string | null): string
}

const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString()

const COLUMNS = [
  'queue_id',
  'queue',
  'position',
  'reading',
  'thread_id',
  'message_id',
  'title',
  'link',
  'reviewer_id',
  'reviewer',
  'verdict',
  'labels',
  'note',
  'quote',
  'flagged',
  'seconds',
  'modified_at',
]

const csv: RowForm = {
  type: 'text/csv; charset=utf-8',
  ending: 'csv',
  head: ({ criteria }) =>
    BYTE_ORDER_MARK + csvRow([...COLUMNS, ...criteria.map(({ key }) => `criteria.${key}`)]),
  row: (queue, { position, reading, title, label_names, review }, link) =>
    csvRow([
      queue.id,
      queue.name,
      position,
      reading,
      review.thread_id,
      review.message_id,
      title,
      link,
      review.person.id,
      review.person.name,
      review.verdict,
      label_names.join('; '),
      review.note,
      review.passage?.quote ?? null,
      review.flagged,
      review.seconds,
      isoTime(review.modified_at),
      ...queue.criteria.map(({ key }) =>
        Object.hasOwn(review.criteria, key) ? (review.criteria[key] ?? null) : null,
      ),
    ]),
}

const ndjson: RowForm = {
  type: 'application/x-ndjson; charset=utf-8',
  ending: 'ndjson',
  head: () => '',
  row: (queue, { position, reading, title, label_names, review }, link) => {
    const { object: _, queue_id: __, thread_went_on: ___, labels, ...said } = review
    const row = {
      object: 'queue.judgement',
      queue_id: queue.id,
      queue: queue.name,
      position,
      reading,
      title,
      link,
      ...said,
      labels: labels.map((id, at) => ({ id, name: label_names[at] ?? id })),
    }
    return `${JSON.stringify(row)}\n`
  },
}

export const ROW_FORMS = { csv, ndjson }
