import clsx from 'clsx'
import { ChartNoAxesColumn, Table2 } from 'lucide-react'
import { useId, useState } from 'react'

import { Card } from '#console/ui/Card.tsx'
import { IconButton } from '#console/ui/IconButton.tsx'

import { type ChartData, isEmpty } from './chart-data.ts'
import { ChartDrawing } from './ChartDrawing.tsx'
import { ChartMark, Hatching } from './ChartMark.tsx'
import { ChartTable } from './ChartTable.tsx'

/** How high charts are, whatever is in them. */
export const CHART_HEIGHT = 'min-h-56'

/** A chart with its name and what its marks mean; it can be read as a table, too. */
export const ChartCard = ({ chart, className }: { chart: ChartData; className?: string }) => {
  const [isTable, setTable] = useState(false)
  const hatching = useId()
  return (
    <Card
      name={chart.name}
      hint={chart.hint}
      className={className}
      tools={
        <IconButton
          size="small"
          label={isTable ? 'Show as chart' : 'Show as table'}
          icon={isTable ? ChartNoAxesColumn : Table2}
          onClick={() => setTable(!isTable)}
          className="print:hidden"
        />
      }
      beside={
        <>
          <svg aria-hidden className="absolute size-0">
            <Hatching id={hatching} />
          </svg>
          <ul className="flex flex-wrap gap-x-3.5 gap-y-1 text-meta text-ink-2">
            {chart.series.map(({ name, mark }) => (
              <li key={name} className="flex items-center gap-1">
                <ChartMark mark={mark} hatching={hatching} />
                {name}
              </li>
            ))}
          </ul>
        </>
      }
    >
      <div className={clsx('relative mt-3 flex-1', CHART_HEIGHT)}>
        <ChartDrawing chart={chart} isHidden={isTable} />
        {isEmpty(chart) && !isTable && (
          <p className="pointer-events-none absolute inset-x-0 top-[38%] mx-auto w-fit bg-raise px-2 text-center text-small text-ink-3">
            {chart.unit === 'seconds'
              ? 'No times are known of these days'
              : 'Nothing in these days'}
          </p>
        )}
        <ChartTable chart={chart} isShown={isTable} />
      </div>
    </Card>
  )
}
