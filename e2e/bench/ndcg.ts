/**
 * How near the first `k` are to the best order there could be, from 0 to 1: a grade counts 2^grade − 1, and the
 * less the later it comes.
 * @param grades what has none counts nothing
 */
export const ndcgAt = (
  k: number,
  ids: readonly string[],
  grades: ReadonlyMap<string, number>,
): number => {
  const gained = (all: readonly number[]) =>
    all.slice(0, k).reduce((sum, grade, at) => sum + (2 ** grade - 1) / Math.log2(at + 2), 0)
  const best = [...grades.values()].toSorted((a, b) => b - a)
  return gained(ids.map((id) => grades.get(id) ?? 0)) / gained(best)
}
