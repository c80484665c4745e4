import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ChartNoAxesColumn, Coins } from 'lucide-react'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { Link } from 'react-router'

import { onMuchChanged, ofOverviews, overviewQuery } from '#console/api/overview.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { useNow } from '#console/hooks/use-now.ts'
import { type OverviewDays, type OverviewPlace, paths } from '#console/paths.ts'
import { Button } from '#console/ui/Button.tsx'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { fieldDate } from '#console/util/month.ts'
import type { Overview } from '#contract/overview.ts'

import { Cards } from './Cards.tsx'
import { chartsOf } from './chart-data.ts'
import { ChartCard } from './ChartCard.tsx'
import { type DayRange, rangeOf, rangeText } from './days.ts'
import { ExportMenu } from './ExportMenu.tsx'
import { allRuns } from './figures.ts'
import { FilterMenus } from './FilterMenus.tsx'
import { EndedEarly, Languages, Tools, UsedByAssistants, UsedByModels } from './Lists.tsx'
import { OverviewSkeleton } from './OverviewSkeleton.tsx'
import { RangeMenu } from './RangeMenu.tsx'
import { Agreement, ResultsByLabel, ResultsByReviewer } from './ReviewResults.tsx'
import { StatusLine } from './StatusLine.tsx'
import type { Whose } from './threads-behind.ts'
import { useSteady } from './use-steady.ts'
import { Waits } from './Waits.tsx'

import './overview.css'

const PricesDialog = lazy(() =>
  import('./PricesDialog.tsx').then((module) => ({ default: module.PricesDialog })),
)

interface Shown {
  overview: Overview
  whose: Whose
}

/** The range that an address asks for; of all days once it is known which those are. */
const useRange = (days: OverviewDays) => {
  const today = fieldDate(useNow())
  const { data, error, refetch } = useQuery({ ...overviewQuery({}), enabled: days === 'all' })
  return { range: rangeOf(days, today, data), error: data ? null : error, refetch }
}

/** How much happened, how it ended and what it cost: figures, charts and tables, each with the threads behind it. */
export const OverviewPanel = ({
  place,
  onPlace,
}: {
  place: OverviewPlace & { days: OverviewDays }
  onPlace: (place: OverviewPlace) => void
}) => {
  const { days, assistant, model } = place
  const client = useQueryClient()
  const content = useRef<HTMLDivElement>(null)
  const asked = useRange(days)
  const { range } = asked
  const counting = { ...range, assistant_id: assistant, model }
  const query = useQuery({ ...overviewQuery(counting), enabled: range !== undefined })
  const isNarrowed = assistant !== undefined || model !== undefined
  // Whom to narrow it to instead.
  const all = useQuery({
    ...overviewQuery({ ...range }),
    enabled: range !== undefined && isNarrowed,
  })
  useEffect(
    () => onMuchChanged(() => void client.invalidateQueries({ queryKey: ofOverviews })),
    [client],
  )
  const read = useMemo(
    (): Shown | undefined => query.data && { overview: query.data, whose: { assistant, model } },
    [query.data, assistant, model],
  )
  const { shown, isHeld, letGo } = useSteady(read, JSON.stringify(counting), content)
  const charts = useMemo(() => shown && chartsOf(shown.overview, shown.whose), [shown])
  const error = query.error ?? asked.error
  const isFailed = error !== null && !query.data
  const retry = () => void (range ? query.refetch() : asked.refetch())
  const overview = isFailed ? undefined : shown?.overview
  return (
    <div
      data-overview
      className="overview-room min-h-0 flex-1 overflow-y-auto px-4 pb-6 [scrollbar-gutter:stable] md:px-8"
    >
      <div className="mx-auto max-w-[92rem]">
        <header className="flex flex-wrap items-center gap-2 pt-4 md:pt-5">
          <h1 className="min-w-0 flex-auto basis-40 text-display">Overview</h1>
          <div className="flex max-w-full flex-wrap gap-2 print:hidden">
            <RangeMenu
              days={days}
              range={range}
              onDays={(next) => onPlace({ ...place, days: next })}
            />
            <FilterMenus
              ran={isNarrowed ? all.data : query.data}
              whose={{ assistant, model }}
              onWhose={(whose) => onPlace({ ...place, ...whose })}
            />
            <ExportMenu overview={overview} charts={charts ? Object.values(charts) : []} />
          </div>
        </header>
        <StatusLine
          range={range}
          whose={whoseName(shown)}
          overview={overview}
          at={query.dataUpdatedAt}
          error={query.data ? query.error : null}
          onRetry={retry}
          onNewer={isHeld ? letGo : undefined}
        />
        {isFailed ? (
          <Failure what="The overview could not be read." error={error} onRetry={retry} />
        ) : shown && charts ? (
          <div ref={content} aria-busy={query.isFetching && !query.data}>
            <Content
              shown={shown}
              charts={charts}
              onAll={() => onPlace({ ...place, days: 'all' })}
              onPriced={letGo}
            />
          </div>
        ) : (
          <OverviewSkeleton />
        )}
      </div>
    </div>
  )
}

/** On paper nothing else tells whose figures they are. */
const whoseName = (shown: Shown | undefined): string => {
  const { assistant, model } = shown?.whose ?? {}
  const named = shown?.overview.assistants.find(({ assistant_id: id }) => id === assistant)?.name
  return [assistant && (named?.trim() || assistant), model].filter(Boolean).join(', ')
}

const Content = ({
  shown: { overview, whose },
  charts,
  onAll,
  onPriced,
}: {
  shown: Shown
  charts: ReturnType<typeof chartsOf>
  onAll: () => void
  onPriced: () => void
}) => {
  const why = useWhyNot('modifyPrices')
  const [isPricing, setPricing] = useState(false)
  if (overview.earliest === null && overview.complete) return <Nothing />
  return (
    <div className="space-y-3">
      <Cards overview={overview} whose={whose} />
      {isQuiet(overview) && <Quiet overview={overview} whose={whose} onAll={onAll} />}
      <div className="overview-grid">
        <ChartCard chart={charts.runs} className="is-wide" />
        <ChartCard chart={charts.firstToken} />
        <ChartCard chart={charts.messages} className="is-wide" />
        <ChartCard chart={charts.duration} />
        <ChartCard chart={charts.verdicts} className="is-wide" />
        <Agreement overview={overview} />
        <ResultsByLabel overview={overview} whose={whose} />
        <ResultsByReviewer overview={overview} whose={whose} />
        <EndedEarly overview={overview} whose={whose} />
        <UsedByAssistants overview={overview} whose={whose} />
        <UsedByModels overview={overview} whose={whose}>
          <Button size="small" icon={Coins} whyNot={why} onClick={() => setPricing(true)}>
            Prices…
          </Button>
        </UsedByModels>
        <Tools overview={overview} />
        <Languages overview={overview} />
        <Waits overview={overview} />
      </div>
      {isPricing && (
        <Suspense>
          <PricesDialog
            used={overview.models.map((used) => used.model)}
            onSaved={onPriced}
            onClose={() => setPricing(false)}
          />
        </Suspense>
      )}
    </div>
  )
}

const isQuiet = ({ totals }: Overview): boolean => allRuns(totals.runs) === 0

/** Says when there was something where these days have nothing. */
const Quiet = ({ overview, whose, onAll }: Shown & { onAll: () => void }) => {
  const { earliest, latest, from, to } = overview
  const span: DayRange | undefined =
    earliest !== null && latest !== null ? { from: earliest, to: latest } : undefined
  const isElsewhere = span !== undefined && (span.from < from || span.to > to)
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-card border border-line px-4 py-2.5 text-small">
      <p className="min-w-0 flex-1 text-ink-2">
        <strong className="font-strong text-ink">No runs in these days</strong>
        {whose.assistant !== undefined || whose.model !== undefined ? ' of what is chosen' : ''}.
        {isElsewhere && ` There is something from ${rangeText(span)}.`}
      </p>
      {isElsewhere && (
        <Button size="small" onClick={onAll}>
          Show all days
        </Button>
      )}
    </div>
  )
}

const Nothing = () => (
  <EmptyState
    icon={ChartNoAxesColumn}
    title="Nothing has happened yet"
    action={
      <Link className="text-accent underline" to={paths.threads()}>
        Go to the threads
      </Link>
    }
  >
    Threads, runs and what they cost are counted here. Begin a thread in the console, send one to
    the API, or import what you have.
  </EmptyState>
)
