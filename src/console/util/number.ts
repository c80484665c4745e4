const plain = new Intl.NumberFormat()
const fixed = [0, 1, 2].map(
  (digits) =>
    new Intl.NumberFormat(undefined, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }),
)
const units = ['B', 'kB', 'MB', 'GB'] as const

/** A number in the locale's digits and grouping. */
export const numberText = (value: number): string => plain.format(value)

/** A number with so many digits after the point. */
export const decimalText = (value: number, digits: 0 | 1 | 2): string =>
  fixed[digits]?.format(value) ?? ''

/** A size in decimal units: `184 kB`. */
export const bytesText = (bytes: number): string => {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit > 0 && value < 10 ? 1 : 0
  return `${decimalText(value, digits)} ${units[unit]}`
}

/** `1 thread`, `2 threads`. */
/** Why a text does not fit; undefined where it does. */
export const overText = (length: number, most: number): string | undefined =>
  length > most
    ? `${countText(length - most, 'character')} over the limit of ${numberText(most)}`
    : undefined

export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${numberText(count)} ${count === 1 ? one : many}`
