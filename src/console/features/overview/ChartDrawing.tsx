import clsx from 'clsx'
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import { Link } from 'react-router'

import { numberText } from '#console/util/number.ts'
import { inSeconds } from '#console/util/time.ts'

import { type ChartData, valueText } from './chart-data.ts'
import { barLooks, ChartMark, dotLooks, Hatching, lineLooks } from './ChartMark.tsx'
import { drawnOf, type Part } from './scales.ts'
import { useSize } from './use-size.ts'

const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -7,
  PageDown: 7,
  Home: -Infinity,
  End: Infinity,
}

/** What a step tells: `Fri, 20 Nov 2026: Completed 230, Cancelled 2`. */
export const toldOf = ({ steps, series, unit }: ChartData, at: number): string => {
  const values = series.map(({ name, values: each }) => {
    const value = each[at] ?? null
    return value === null ? `${name} not known` : `${name} ${valueText(unit, value)}`
  })
  return `${steps[at]?.full ?? ''}: ${values.join(', ')}`
}

/** A value at the axis. */
const tickText = (unit: ChartData['unit'], value: number): string =>
  unit === 'count' || value === 0 ? numberText(value) : inSeconds(numberText(value))

/**
 * The chart itself: bars that lie on each other, lines above them. Arrow keys walk the steps, each of which tells
 * its values and is a link to its threads.
 */
export const ChartDrawing = ({ chart, isHidden }: { chart: ChartData; isHidden: boolean }) => {
  const box = useRef<HTMLDivElement>(null)
  const frame = useSize(box)
  const hatching = useId()
  const [current, setCurrent] = useState<number>()
  const [told, setTold] = useState<number>()
  const { steps, series, unit } = chart
  const last = steps.length - 1
  const at = Math.min(current ?? last, last)
  const drawn = frame && drawnOf(chart, frame, (value) => tickText(unit, value))
  const onKeyDown = (event: KeyboardEvent<SVGSVGElement>) => {
    const by = STEPS[event.key]
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const isTurned = frame?.isRtl === true && Math.abs(by) === 1
    const next = Math.min(Math.max(at + (isTurned ? -by : by), 0), last)
    setCurrent(next)
    event.currentTarget.querySelector<SVGElement>(`[data-step="${next}"]`)?.focus()
  }
  const { em = 11, width = 0, height = 0 } = frame ?? {}
  const tip = told === undefined ? undefined : drawn?.bands[told]
  return (
    <div ref={box} className={clsx('absolute inset-0 text-micro', isHidden && 'invisible')}>
      {drawn && (
        <svg
          data-chart={chart.id}
          role="group"
          aria-label={`${chart.name}, chart. Arrow keys walk it.`}
          viewBox={`0 0 ${width} ${height}`}
          fontSize={em}
          className="block size-full tabular"
          onKeyDown={onKeyDown}
          onPointerLeave={() => setTold(undefined)}
        >
          <Hatching id={hatching} />
          <g aria-hidden className="pointer-events-none">
            {drawn.ticks.map(({ value, y }) => (
              <g key={value}>
                <line
                  x1={drawn.plot.left}
                  x2={drawn.plot.right}
                  y1={y}
                  y2={y}
                  className={value === 0 ? 'stroke-line-strong' : 'stroke-line'}
                />
                <text
                  x={frame?.isRtl ? drawn.plot.right + em * 0.7 : drawn.plot.left - em * 0.7}
                  y={y + em * 0.35}
                  direction="ltr"
                  textAnchor={frame?.isRtl ? 'start' : 'end'}
                  className="fill-ink-3"
                >
                  {tickText(unit, value)}
                </text>
              </g>
            ))}
            {drawn.names.map(({ at: named, x }) => (
              <text
                key={named}
                x={x}
                y={height - em * 0.6}
                textAnchor="middle"
                className="fill-ink-3"
              >
                {steps[named]?.short}
              </text>
            ))}
          </g>
          {drawn.bands.map(({ x, width: wide, parts }, step) => (
            <StepLink
              key={steps[step]?.from}
              step={step}
              isCurrent={step === at}
              href={steps[step]?.href}
              label={toldOf(chart, step)}
              onTold={setTold}
              onCurrent={setCurrent}
            >
              <rect
                x={x - wide * 0.1}
                y={drawn.plot.top - em * 0.4}
                width={wide * 1.2}
                height={drawn.plot.bottom - drawn.plot.top + em * 0.4}
                rx="3"
                strokeWidth="1.5"
                className="fill-ink [fill-opacity:0] group-hover:[fill-opacity:0.06] group-focus-visible:stroke-accent group-focus-visible:[fill-opacity:0.06]"
              />
              {parts.map((part) => (
                <Bar key={part.series.name} part={part} x={x} width={wide} hatching={hatching} />
              ))}
            </StepLink>
          ))}
          <g aria-hidden className="pointer-events-none" fill="none">
            {drawn.lines.map(({ series: { name, mark }, path, dots }) => (
              <g key={name}>
                <path
                  d={path}
                  strokeWidth={mark === 'dotted' ? 2.5 : 2}
                  strokeLinecap="round"
                  strokeLinejoin="round"
                  className={lineLooks[mark]}
                />
                {dots.map((dot) => (
                  <circle
                    key={dot.x}
                    cx={dot.x}
                    cy={dot.y}
                    r="2.5"
                    strokeWidth="1.5"
                    className={dotLooks[mark]}
                  />
                ))}
              </g>
            ))}
          </g>
        </svg>
      )}
      {tip && told !== undefined && (
        <div
          aria-hidden
          className="pointer-events-none absolute top-0 z-1 max-w-[70%] rounded-control border border-line-strong bg-raise px-2.5 py-2 text-meta shadow-raise print:hidden"
          style={
            tip.x + tip.width / 2 < width / 2
              ? { left: tip.x + tip.width + 6 }
              : { right: width - tip.x + 6 }
          }
        >
          <p className="mb-1 font-strong">{steps[told]?.full}</p>
          {series.map(({ name, mark, values }) => (
            <p key={name} className="flex items-center gap-1.5 text-ink-2">
              <ChartMark mark={mark} hatching={hatching} />
              <span className="min-w-0 flex-1">{name}</span>
              <bdi className="ps-3 tabular text-ink">{valueText(unit, values[told] ?? null)}</bdi>
            </p>
          ))}
        </div>
      )}
    </div>
  )
}

/** A step of the chart; what nothing happened in leads nowhere, and is told all the same. */
const StepLink = ({
  step,
  isCurrent,
  href,
  label,
  onTold,
  onCurrent,
  children,
}: {
  step: number
  isCurrent: boolean
  href: string | undefined
  label: string
  onTold: (step: number | undefined) => void
  onCurrent: (step: number) => void
  children: ReactNode
}) => {
  const props = {
    'data-step': step,
    tabIndex: isCurrent ? 0 : -1,
    className: 'group outline-none',
    onPointerEnter: () => onTold(step),
    onFocus: () => {
      onCurrent(step)
      onTold(step)
    },
    onBlur: () => onTold(undefined),
  }
  return href === undefined ? (
    <g {...props} role="img" aria-label={label}>
      {children}
    </g>
  ) : (
    <Link {...props} to={href} aria-label={`${label}. Open its threads`}>
      {children}
    </Link>
  )
}

const Bar = ({
  part: { series, y, height },
  x,
  width,
  hatching,
}: {
  part: Part
  x: number
  width: number
  hatching: string
}) => {
  // A border lies half outside of its box.
  const inset = series.mark === 'soft' || series.mark === 'hollow' ? 0.5 : 0
  return (
    <rect
      x={x + inset}
      y={y + inset}
      width={Math.max(width - inset * 2, 1)}
      height={Math.max(height - inset * 2, 1)}
      rx={Math.min(2, width / 4)}
      className={barLooks[series.mark]}
      {...(series.mark === 'hatched' && { fill: `url(#${hatching})` })}
    />
  )
}
