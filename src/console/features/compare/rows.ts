import type { Pair } from './align.ts'
import type { Entry } from './entries.ts'
import { type Field, type Section, differs, fieldsOf } from './facts.ts'

/** What stands below one another in a comparison. */
export type CompareRow =
  | { kind: 'heading'; key: string; title: string; note?: string | undefined }
  | { kind: 'field'; key: string; field: Field; differs: boolean }
  | { kind: 'pair'; key: string; pair: Pair<Entry>; differs: boolean }
  /** So many that are equal, in their place. */
  | { kind: 'fold'; key: string; count: number }

const pairKey = ({ left, right }: Pair<Entry>): string => `${left?.id ?? ''} ${right?.id ?? ''}`

export const isEqual = ({ left, right }: Pair<Entry>): boolean => left?.key === right?.key

/** The rows of facts, section by section. Both sides have the same sections, some of them empty. */
export const sectionRows = (left: readonly Section[], right: readonly Section[]): CompareRow[] =>
  left.flatMap(({ title, facts }, at): CompareRow[] => {
    const fields = fieldsOf(facts, right[at]?.facts ?? [])
    if (fields.length === 0) return []
    return [
      { kind: 'heading', key: title, title },
      ...fields.map((field): CompareRow => ({
        kind: 'field',
        key: `${title} ${field.name}`,
        field,
        differs: differs(field),
      })),
    ]
  })

/** The rows of messages and tool calls. */
export const pairRows = (pairs: readonly Pair<Entry>[]): CompareRow[] =>
  pairs.map((pair) => ({ kind: 'pair', key: pairKey(pair), pair, differs: !isEqual(pair) }))

export const isDifference = (row: CompareRow): boolean =>
  (row.kind === 'field' || row.kind === 'pair') && row.differs

/** The rows with what is equal folded, but what was opened. */
export const foldEqual = (
  rows: readonly CompareRow[],
  opened: ReadonlySet<string>,
): CompareRow[] => {
  const folded: CompareRow[] = []
  let equal: CompareRow[] = []
  const fold = () => {
    const [first] = equal
    if (!first) return
    const key = `equal ${first.key}`
    if (opened.has(key)) folded.push(...equal)
    else folded.push({ kind: 'fold', key, count: equal.length })
    equal = []
  }
  for (const row of rows) {
    if (row.kind !== 'heading' && !isDifference(row)) {
      equal.push(row)
      continue
    }
    fold()
    folded.push(row)
  }
  fold()
  return folded
}
