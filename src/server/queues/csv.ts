/** The cells that programs such as Excel and LibreOffice take for a formula, by how they begin. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
const QUOTED = /[",\r\n]/

/** Makes a row of RFC 4180. A text that a spreadsheet would reckon with begins with an apostrophe. */
export const csvRow = (cells: readonly (string | number | boolean | null)[]): string =>
  `${cells.map(cellOf).join(',')}\r\n`

const cellOf = (value: string | number | boolean | null): string => {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** By it spreadsheets know UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF'
