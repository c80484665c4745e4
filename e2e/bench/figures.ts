/** One measured figure, its mark and the floor taken in the same run. */
export interface Figure {
  what: string
  value: number
  unit: string
  /** The bound to keep; undefined where there is none. */
  mark?: { atMost: number } | { atLeast: number }
  /** What the bare driver or bare HTTP does, in the same unit. */
  floor?: { value: number; of: string }
}

const digits = (value: number): string => {
  if (value >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString('en-US')
  return value.toFixed(value >= 10 ? 1 : 2)
}

export const holds = ({ value, mark }: Figure): boolean => {
  if (!mark) return true
  return 'atMost' in mark ? value <= mark.atMost : value >= mark.atLeast
}

const markText = ({ mark, unit }: Figure): string => {
  if (!mark) return ''
  return 'atMost' in mark ? `≤ ${digits(mark.atMost)} ${unit}` : `≥ ${digits(mark.atLeast)} ${unit}`
}

const floorText = ({ floor, unit }: Figure): string =>
  floor ? `${digits(floor.value)} ${unit} (${floor.of})` : ''
const ratioText = ({ floor, value }: Figure): string =>
  floor ? `${(value / floor.value).toFixed(2)} ×` : ''

/** A figure as a line of the terminal. */
export const lineOf = (figure: Figure): string => {
  const parts = [
    holds(figure) ? '  ' : '! ',
    figure.what.padEnd(58),
    `${digits(figure.value)} ${figure.unit}`.padStart(14),
    markText(figure).padStart(14),
    figure.floor ? `${ratioText(figure)} of ${floorText(figure)}` : '',
  ]
  return parts.join('  ').trimEnd()
}

/** Figures as a Markdown table. */
export const tableOf = (figures: Figure[]): string => {
  const rows = figures.map(
    (figure) =>
      `| ${figure.what} | ${digits(figure.value)} ${figure.unit}${holds(figure) ? '' : ' **missed**'} | ${markText(figure)} | ${floorText(figure)} | ${ratioText(figure)} |`,
  )
  return [
    '| what | measured | mark | floor | to floor |',
    '| :-- | --: | --: | :-- | --: |',
    ...rows,
  ].join('\n')
}
