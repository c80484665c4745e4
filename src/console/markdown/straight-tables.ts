import { fenceAfter } from './fence-lines.ts'
import { barsIn, barsInside, cellsIn } from './table-bars.ts'

/** Most texts have no such line, and are asked for each piece that comes. */
const ANY_RULE = /^[\t >]*[|:–—−-][\t |:–—−-]*$/m
const RULE = /^[|:–—−-][\t |:–—−-]*$/
const RULE_CELL = /^(?::?[-–—−]+:?|:)$/
const STRICT_CELL = /^:?-+:?$/
const PREFIX = /^[\t >]*/

interface Rule {
  prefix: string
  cells: string[]
}

/** The line below the head of a table, also as models write it who do not count. */
function ruleIn(line: string): Rule | undefined {
  const [prefix = ''] = PREFIX.exec(line) ?? []
  const row = line.slice(prefix.length).trimEnd()
  if (!row.includes('|') || !RULE.test(row)) return undefined
  const inner = row.replace(/^\|/, '').replace(/\|$/, '')
  const cells = inner.split('|').map((cell) => cell.trim())
  return cells.every((cell) => RULE_CELL.test(cell)) ? { prefix, cells } : undefined
}

/** In characters. Longer lines are no head that somebody miscounted. */
const LONGEST = 10_000

const columnsOf = (line: string, expected: number): number =>
  line.length > LONGEST ? 0 : cellsIn(line, barsIn(line).length - barsInside(line, expected).length)

/** How many rows are looked at to see how many columns a miscounted table has. */
const ROWS = 20

/** The most cells of the first rows, up to as many as its head may have. */
const rowColumns = (lines: readonly string[], from: number, most: number): number => {
  let columns = 0
  for (const line of lines.slice(from, from + ROWS)) {
    if (line.includes('|')) columns = Math.max(columns, columnsOf(line, most))
    else if (!isBlank(line)) break
  }
  return columns
}

/** A line that can be nothing but a row. */
const isRow = (line: string): boolean => /^[\t >]*\|.*\|[\t ]*$/.test(line)
const isBlank = (line: string | undefined): boolean => line !== undefined && line.trim() === ''

const straight = (cell: string): string => {
  const dashes = cell.replaceAll(/[–—−]/g, '-')
  return STRICT_CELL.test(dashes) ? dashes : ':-'
}

/** A table as its head and the line below it begin it. */
interface Head {
  at: number
  /** A blank line stands between the two. */
  isApart: boolean
  rule: Rule
  /** The cells of the head: rows may have as many, or as many as the table has columns. */
  cells: number
  columns: number
}

/** The table whose head ends with a line; undefined where none was meant, or no row has come yet. */
function headOver(lines: readonly string[], at: number): Head | undefined {
  const rule = ruleIn(lines[at] ?? '')
  if (!rule) return undefined
  const isApart = isBlank(lines[at - 1])
  const head = lines[at - (isApart ? 2 : 1)]
  if (head === undefined || !startsLike(head, rule) || (isApart && !isRow(head))) return undefined
  const ruled = rule.cells.length
  const cells = columnsOf(head, ruled)
  const isStrict = cells === ruled && rule.cells.every((cell) => STRICT_CELL.test(cell))
  const next = isBlank(lines[at + 1]) ? lines[at + 2] : lines[at + 1]
  const hasRows = next?.includes('|') === true
  if (isStrict ? isApart && !hasRows : cells < 2 || !hasRows) return undefined
  const columns = isStrict
    ? cells
    : Math.max(cells, Math.min(rowColumns(lines, at + 1, ruled), ruled))
  return { at: at - (isApart ? 2 : 1), isApart, rule, cells, columns }
}

const headWith = (head: string, missing: number): string =>
  missing === 0 ? head : `${head.trimEnd()}${isRow(head) ? '' : ' |'}${' |'.repeat(missing)}`

const ruleWith = ({ prefix, cells }: Rule, columns: number): string => {
  const all = Array.from({ length: columns }, (_, each) => straight(cells[each] ?? '---'))
  return `${prefix}| ${all.join(' | ')} |`
}

/** Whether the table goes on behind a blank line: with a row, and not with another table. */
const goesOn = (lines: readonly string[], at: number, { cells, columns }: Head): boolean => {
  const next = lines[at + 1] ?? ''
  if (!isBlank(lines[at]) || !isRow(next)) return false
  const own = columnsOf(next, columns)
  const isOther = [2, 3].some((by) => ruleIn(lines[at + by] ?? ''))
  return own >= cells && own <= columns && !isOther
}

/**
 * Tables as their models meant them. By GitHub's grammar there is none where the line below the head has more or
 * fewer cells than the head, or dashes of print, and a blank line ends it: what follows is shown as bars.
 * https://github.github.com/gfm/#tables-extension-
 */
export function straightenTables(text: string): string {
  if (!text.includes('|') || !ANY_RULE.test(text)) return text
  const lines = text.split('\n')
  const parts: (string | undefined)[] = [...lines]
  let open: string | undefined
  let table: Head | undefined
  for (const [at, line] of lines.entries()) {
    const before = open
    open = fenceAfter(open, line)
    if (before !== undefined || open !== undefined) table = undefined
    else if (table) {
      if (line.includes('|')) continue
      if (goesOn(lines, at, table)) parts[at] = undefined
      else table = undefined
    } else {
      table = headOver(lines, at)
      if (!table) continue
      const { rule, cells, columns, isApart } = table
      if (isApart) parts[at - 1] = undefined
      parts[table.at] = headWith(lines[table.at] ?? '', columns - cells)
      const isStraight =
        columns === rule.cells.length && rule.cells.every((cell) => STRICT_CELL.test(cell))
      if (!isStraight) parts[at] = ruleWith(rule, columns)
    }
  }
  return parts.filter((part) => part !== undefined).join('\n')
}

const startsLike = (head: string, { prefix }: Rule): boolean =>
  head.includes('|') && PREFIX.exec(head)?.[0] === prefix
