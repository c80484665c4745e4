import { type ReactNode, useId } from 'react'

import { Card } from '#console/ui/Card.tsx'
import { decimalText, numberText } from '#console/util/number.ts'
import { shownName } from '#console/util/shown-name.ts'
import type { Overview, ReviewsSaid } from '#contract/overview.ts'

import { barLooks, ChartMark, Hatching } from './ChartMark.tsx'
import { percentText, saidText, verdictsIn } from './figures.ts'
import { Rows } from './Rows.tsx'
import { threadsReviewed, type Whose } from './threads-behind.ts'
import { VERDICT_MARKS } from './verdict-marks.ts'

interface Props {
  overview: Overview
  whose: Whose
}

const WIDTH = 100
const HEIGHT = 10

/** How many of each verdict, as parts of one bar that are told from each other without their colours. */
const ShareBar = ({ said, hatching }: { said: ReviewsSaid; hatching: string }) => {
  const all = verdictsIn(said) || 1
  return (
    <svg
      role="img"
      aria-label={saidText(said)}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="inline-block h-2.5 w-full min-w-16 align-middle"
    >
      {VERDICT_MARKS.map(({ verdict, mark }, at) => {
        const width = (said[verdict] / all) * WIDTH
        const before = VERDICT_MARKS.slice(0, at).reduce((sum, each) => sum + said[each.verdict], 0)
        return width === 0 ? null : (
          <rect
            key={verdict}
            x={(before / all) * WIDTH}
            y={0.5}
            width={Math.max(width - 0.75, 0.25)}
            height={HEIGHT - 1}
            vectorEffect="non-scaling-stroke"
            className={barLooks[mark]}
            {...(mark === 'hatched' && { fill: `url(#${hatching})` })}
          />
        )
      })}
    </svg>
  )
}

/** What the parts of the bars are, with the pattern of one of them. */
const Key = ({ hatching }: { hatching: string }) => (
  <>
    <svg aria-hidden className="absolute size-0">
      <Hatching id={hatching} />
    </svg>
    <ul className="flex flex-wrap gap-x-3.5 gap-y-1 text-meta text-ink-2">
      {VERDICT_MARKS.map(({ name, mark }) => (
        <li key={name} className="flex items-center gap-1">
          <ChartMark mark={mark} hatching={hatching} />
          {name}
        </li>
      ))}
    </ul>
  </>
)

interface Result {
  key: string
  name: string
  href: string | undefined
  said: ReviewsSaid
  last: { text: string; title?: string }
}

const ResultCard = ({
  name,
  hint,
  head,
  results,
}: {
  name: string
  hint: ReactNode
  head: [of: string, last: string]
  results: Result[]
}) => {
  const hatching = useId()
  return (
    <Card name={name} hint={hint} beside={results.length > 0 && <Key hatching={hatching} />}>
      <Rows
        caption={name}
        head={[head[0], 'Results', 'Verdicts', head[1]]}
        empty="Nothing was reviewed so in these days."
        rows={results.map(({ key, name: of, href, said, last }) => ({
          key,
          name: <bdi>{shownName(of)}</bdi>,
          title: shownName(of),
          href,
          cells: [
            { text: '', node: <ShareBar said={said} hatching={hatching} />, title: saidText(said) },
            { text: numberText(verdictsIn(said)) },
            last,
          ],
        }))}
      />
    </Card>
  )
}

/** A row of flags alone has no verdict to be found by. */
const hasOf = (said: ReviewsSaid) => (verdictsIn(said) > 0 ? 'verdict' : 'flag')

export const ResultsByLabel = ({ overview, whose }: Props) => (
  <ResultCard
    name="Review results by label"
    hint="Verdicts of threads, on the day on which each was given"
    head={['Label', 'Flags']}
    results={overview.labels.map(({ label_id, name, ...said }) => ({
      key: label_id,
      name,
      said,
      href:
        threadsReviewed(overview, whose, { label: name, has: hasOf(said) }) ??
        threadsReviewed(overview, whose, { label: label_id, has: hasOf(said) }),
      last: { text: numberText(said.flagged) },
    }))}
  />
)

export const ResultsByReviewer = ({ overview, whose }: Props) => (
  <ResultCard
    name="Review results by reviewer"
    hint="And how often each agreed with the other one who judged the thread"
    head={['Reviewer', 'Agreed']}
    results={overview.reviewers.map(({ person, judged_twice, agreed, ...said }) => ({
      key: person.id,
      name: person.name,
      said,
      href: threadsReviewed(overview, whose, { by: person.id, has: hasOf(said) }),
      last:
        judged_twice === 0
          ? { text: '–', title: 'No thread was judged by somebody else, too' }
          : {
              text: percentText(agreed / judged_twice),
              title: `${numberText(agreed)} of ${numberText(judged_twice)}`,
            },
    }))}
  />
)

/** How far people agree about the same threads. */
export const Agreement = ({ overview }: Pick<Props, 'overview'>) => {
  const { judged_twice, agreed, kappa } = overview.totals.agreement
  const shown = [
    ['Threads judged by two', numberText(judged_twice)],
    [
      'Agreed',
      judged_twice === 0 ? '–' : `${numberText(agreed)} (${percentText(agreed / judged_twice)})`,
    ],
    ['Cohen’s κ', kappa === null ? '–' : decimalText(kappa, 2)],
  ] as const
  return (
    <Card name="Agreement" hint="Of the two people who judged a thread last">
      <Rows
        caption="Agreement"
        head={['Of threads', 'Count']}
        empty=""
        rows={shown.map(([name, text]) => ({ key: name, name, cells: [{ text }] }))}
      />
      <p className="mt-2 text-meta text-ink-3">
        κ is 1 where all agree, and 0 where no more do than chance alone would bring. It needs two
        threads, and verdicts that are not all the same.
      </p>
    </Card>
  )
}
