/**
 * Cohen's κ of two readings of the same things: how far they agree beyond what chance alone would bring.
 * https://en.wikipedia.org/wiki/Cohen%27s_kappa
 * @returns null of fewer than two, and where chance alone would bring full agreement: all of both are one and the same
 */
export const cohensKappa = (pairs: readonly (readonly [string, string])[]): number | null => {
  const all = pairs.length
  if (all < 2) return null
  const first = new Map<string, number>()
  const second = new Map<string, number>()
  let agreed = 0
  for (const [a, b] of pairs) {
    first.set(a, (first.get(a) ?? 0) + 1)
    second.set(b, (second.get(b) ?? 0) + 1)
    if (a === b) agreed++
  }
  // In whole numbers, so that "all the same" is told for sure.
  let expected = 0
  for (const [value, times] of first) expected += times * (second.get(value) ?? 0)
  if (expected === all * all) return null
  return (agreed * all - expected) / (all * all - expected)
}
