/**
 * Cohen's κ of two readings of the same things: how far they agree beyond what chance alone would bring.
 * https://en.wikipedia.org/wiki/Cohen%27s_kappa
 * @param table how many of them the first reading calls so and the second so; both in the same order
 * @returns null of fewer than two, and where chance alone would bring full agreement: all of both are one and the same
 */
export const kappaOf = (table: readonly (readonly number[])[]): number | null => {
  const first = table.map((row) => sum(row))
  const second = table.map((_, at) => sum(table.map((row) => row[at] ?? 0)))
  const all = sum(first)
  if (all < 2) return null
  const agreed = sum(table.map((row, at) => row[at] ?? 0))
  // In whole numbers, so that "all the same" is told for sure.
  const expected = sum(first.map((times, at) => times * (second[at] ?? 0)))
  if (expected === all * all) return null
  return (agreed * all - expected) / (all * all - expected)
}

/** The same of readings that are told one by one. */
export const cohensKappa = (pairs: readonly (readonly [string, string])[]): number | null => {
  const values = [...new Set(pairs.flat())]
  const table = values.map(() => values.map(() => 0))
  for (const [a, b] of pairs) {
    const row = table[values.indexOf(a)]
    const at = values.indexOf(b)
    if (row) row[at] = (row[at] ?? 0) + 1
  }
  return kappaOf(table)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
