import { scaleBand, scaleLinear } from 'd3-scale'
import { line, stack } from 'd3-shape'

import { type ChartData, isBar, type Series } from './chart-data.ts'

/** The box that a chart is drawn in, in pixels, and the height of its small text. */
export interface Frame {
  width: number
  height: number
  em: number
  isRtl: boolean
}

/** A part of a bar that is stacked: from its foot, in pixels. */
export interface Part {
  series: Series
  y: number
  height: number
}

export interface Drawn {
  /** Where the marks stand, between the axes. */
  plot: { left: number; right: number; top: number; bottom: number }
  /** The values at the axis, from the lowest on, and where. */
  ticks: { value: number; y: number }[]
  bands: { x: number; width: number; parts: Part[] }[]
  /** Steps that are named at the axis. */
  names: { at: number; x: number }[]
  lines: { series: Series; path: string; dots: { x: number; y: number }[] }[]
}

/** What is there is seen, however little it is. */
const LEAST = 2
/** Between two parts of a bar. */
const GAP = 1.5

/** Where everything of a chart stands. @param tickText what a value is called at the axis */
export const drawnOf = (
  chart: ChartData,
  { width, height, em, isRtl }: Frame,
  tickText: (value: number) => string,
): Drawn => {
  const bars = chart.series.filter(isBar)
  const lines = chart.series.filter((series) => !isBar(series))
  const indices = chart.steps.map((_, at) => at)
  const most = Math.max(
    ...indices.map((at) => sumOf(bars, at)),
    ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)),
  )
  // A chart of nothing has an axis, too.
  const values = scaleLinear()
    .domain([0, most > 0 ? most : chart.unit === 'count' ? 4 : 1])
    .nice(4)
  const shown = values.ticks(4).filter((value) => chart.unit !== 'count' || Number.isInteger(value))
  const tickRoom = Math.max(...shown.map((value) => tickText(value).length)) * em * 0.62 + em
  const plot = {
    left: isRtl ? 0 : tickRoom,
    right: isRtl ? width - tickRoom : width,
    top: em * 0.8,
    bottom: height - em * 2.2,
  }
  values.range([plot.bottom, plot.top])
  const across = scaleBand<number>()
    .domain(indices)
    .range(isRtl ? [plot.right, plot.left] : [plot.left, plot.right])
    .paddingInner(0.24)
    .paddingOuter(0.12)
  const centre = (at: number) => (across(at) ?? 0) + across.bandwidth() / 2
  const layers = stack<number, Series>()
    .keys(bars)
    .value((at, { values: each }) => each[at] ?? 0)(indices)
  const layout = (at: number): Part[] => {
    let foot = plot.bottom
    return layers.flatMap((layer) => {
      const [from = 0, to = 0] = layer[at] ?? []
      if (to <= from) return []
      const full = Math.max(values(from) - values(to), LEAST)
      const y = Math.min(values(to), foot - LEAST)
      const part = { series: layer.key, y, height: Math.max(foot - y, LEAST) }
      foot = y - Math.min(GAP, full / 4)
      return [part]
    })
  }
  return {
    plot,
    ticks: shown.map((value) => ({ value, y: values(value) })),
    bands: indices.map((at) => ({
      x: across(at) ?? 0,
      width: across.bandwidth(),
      parts: layout(at),
    })),
    names: namedSteps(chart.steps, plot.right - plot.left, em).map((at) => ({ at, x: centre(at) })),
    lines: lines.filter(hasAny).map((series) => ({
      series,
      path:
        line<number | null>()
          .defined((value) => value !== null)
          .x((_, at) => centre(at))
          .y((value) => values(value ?? 0))(series.values) ?? '',
      dots: series.values.flatMap((value, at) =>
        value !== null && isAlone(series, at) ? [{ x: centre(at), y: values(value) }] : [],
      ),
    })),
  }
}

const hasAny = ({ values }: Series): boolean => values.some((value) => value)

const sumOf = (bars: readonly Series[], at: number): number =>
  bars.reduce((sum, { values }) => sum + (values[at] ?? 0), 0)

/** A line begins and ends at a value that has no neighbour, and would not be seen. */
const isAlone = ({ values }: Series, at: number): boolean =>
  (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null

/** Which steps have room for their names at the axis: evenly spaced, the first among them. */
export const namedSteps = (
  steps: readonly { short: string }[],
  width: number,
  em: number,
): number[] => {
  const longest = Math.max(0, ...steps.map(({ short }) => short.length))
  const room = Math.max(1, Math.floor(width / ((longest * 0.62 + 2) * em)))
  const every = Math.max(1, Math.ceil(steps.length / Math.min(room, 8)))
  return steps.flatMap((_, at) => (at % every === 0 ? [at] : []))
}
