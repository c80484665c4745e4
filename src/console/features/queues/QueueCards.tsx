import clsx from 'clsx'
import type { ReactNode } from 'react'

import { CARD } from '#console/ui/Card.tsx'
import { decimalText, numberText } from '#console/util/number.ts'
import { agreementWord } from '#console/util/queue-words.ts'
import type { Queue, QueueTotals } from '#contract/queue.ts'

/** What a queue comes to, in five figures. */
export const QueueCards = ({
  queue: { counts },
  totals,
}: {
  queue: Queue
  totals: QueueTotals | undefined
}) => {
  const { kappa, read_twice, agreed } = totals?.agreement ?? {
    kappa: null,
    read_twice: 0,
    agreed: 0,
  }
  const sealed = counts.sealed > 0 ? `${numberText(counts.sealed)} not told yet` : undefined
  const skipped = counts.skipped > 0 ? `${numberText(counts.skipped)} skipped` : undefined
  return (
    <ul className="queue-cards">
      <Figure name="Judged" below={[sealed, skipped].filter(Boolean).join(', ')}>
        {numberText(counts.judged)}{' '}
        <span className="text-base font-strong text-ink-2">
          / {numberText(counts.readings - counts.gone)}
        </span>
      </Figure>
      <Figure name="Pass" below={shareOf(counts.pass, counts)}>
        {numberText(counts.pass)}
      </Figure>
      <Figure name="Needs work" below={shareOf(counts.needs_work, counts)}>
        {numberText(counts.needs_work)}
      </Figure>
      <Figure name="Fail" below={shareOf(counts.fail, counts)}>
        {numberText(counts.fail)}
      </Figure>
      <Figure
        name={read_twice > 0 ? `Agreement, ${numberText(read_twice)} read twice` : 'Agreement'}
        below={
          kappa !== null
            ? `${agreementWord(kappa)}: ${numberText(agreed)} of ${numberText(read_twice)} the same`
            : read_twice > 0
              ? `${numberText(agreed)} of ${numberText(read_twice)} the same`
              : 'Nothing is read twice yet'
        }
      >
        {kappa === null ? '–' : `κ ${decimalText(kappa, 2)}`}
      </Figure>
    </ul>
  )
}

const shareOf = (
  count: number,
  { pass, needs_work, fail }: { pass: number; needs_work: number; fail: number },
): string => {
  const all = pass + needs_work + fail
  return all === 0 ? '' : `${numberText(Math.round((100 * count) / all))} %`
}

const Figure = ({
  name,
  below,
  children,
}: {
  name: string
  below: string
  children: ReactNode
}) => (
  <li className={clsx(CARD, 'min-w-0')}>
    <p className="truncate text-small text-ink-2" title={name}>
      {name}
    </p>
    <p className="my-0.5 text-figure font-heading tabular">
      <bdi>{children}</bdi>
    </p>
    <p className="min-h-[1.45em] text-small text-ink-2">{below}</p>
  </li>
)
