import clsx from 'clsx'

import type { Mark } from './chart-data.ts'

export const barLooks: Record<Mark, string> = {
  solid: 'fill-accent',
  soft: 'fill-accent-soft stroke-accent',
  good: 'fill-ok',
  half: 'fill-attention-soft stroke-attention',
  hatched: '',
  hollow: 'fill-raise stroke-ink-3',
  line: '',
  dashed: '',
  dotted: '',
}
export const lineLooks: Record<Mark, string> = {
  solid: '',
  soft: '',
  good: '',
  half: '',
  hatched: '',
  hollow: '',
  line: 'stroke-accent',
  dashed: 'stroke-accent opacity-70 [stroke-dasharray:5_3.5]',
  dotted: 'stroke-ink [stroke-dasharray:0.1_4.5]',
}
export const dotLooks: Record<Mark, string> = {
  ...lineLooks,
  line: 'fill-accent',
  dashed: 'fill-raise stroke-accent',
  dotted: 'fill-ink',
}

/** Failed: hatched, so that it is told without its colour. Once in each SVG. */
export const Hatching = ({ id }: { id: string }) => (
  <defs>
    <pattern
      id={id}
      width="5"
      height="5"
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
    >
      <rect width="5" height="5" className="fill-error" />
      <rect width="1.25" height="5" className="fill-raise opacity-55 forced-colors:opacity-100" />
    </pattern>
  </defs>
)

/** A sample of how a series is drawn. */
export const ChartMark = ({ mark, hatching }: { mark: Mark; hatching: string }) => {
  const isLine = lineLooks[mark] !== ''
  return (
    <svg aria-hidden viewBox="0 0 16 10" className="h-2.5 w-4 shrink-0">
      {isLine ? (
        <line
          x1="1"
          x2="15"
          y1="5"
          y2="5"
          strokeWidth="2"
          strokeLinecap="round"
          className={lineLooks[mark]}
        />
      ) : (
        <rect
          x="3"
          y="0.5"
          width="9"
          height="9"
          rx="2"
          className={clsx(barLooks[mark])}
          {...(mark === 'hatched' && { fill: `url(#${hatching})` })}
        />
      )}
    </svg>
  )
}
