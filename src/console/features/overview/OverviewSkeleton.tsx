import clsx from 'clsx'

import { CARD } from '#console/ui/Card.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'

import { CHART_HEIGHT } from './ChartCard.tsx'

const Block = ({ isWide, height }: { isWide: boolean; height: string }) => (
  <div className={clsx(CARD, isWide && 'is-wide')}>
    <Skeleton className="h-4 w-32" />
    <Skeleton className="mt-1.5 h-3 w-48 max-w-full" />
    <Skeleton className={clsx('mt-3 w-full', height)} />
  </div>
)

/** Stands where the overview will, with its heights. */
export const OverviewSkeleton = () => (
  <div aria-busy className="space-y-3">
    <span className="sr-only">Loading the overview</span>
    <div className="overview-cards">
      {['threads', 'runs', 'well', 'token', 'duration'].map((name) => (
        <div key={name} className={CARD}>
          <Skeleton className="my-0.5 h-3.5 w-24" />
          <Skeleton className="my-1.5 h-7 w-20" />
          <Skeleton className="my-0.5 h-3.5 w-28" />
        </div>
      ))}
    </div>
    <div className="overview-grid">
      <Block isWide height={CHART_HEIGHT} />
      <Block isWide={false} height={CHART_HEIGHT} />
      <Block isWide height={CHART_HEIGHT} />
      <Block isWide={false} height={CHART_HEIGHT} />
      {['ended', 'assistants', 'models', 'tools', 'languages', 'waits'].map((name) => (
        <Block key={name} isWide={false} height="h-40" />
      ))}
    </div>
  </div>
)
