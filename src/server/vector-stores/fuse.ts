import type { FoundChunk } from '../store/vector-stores.ts'

/** The usual constant of reciprocal rank fusion: how little the first places count above the next. */
const K = 60

/** Rankings of the same kind as one: by their scores, the highest of each result. */
export const merge = (rankings: readonly (readonly FoundChunk[])[]): FoundChunk[] => {
  const best = new Map<number, number>()
  for (const { chunk, score } of rankings.flat()) {
    best.set(chunk, Math.max(score, best.get(chunk) ?? 0))
  }
  return [...best].map(([chunk, score]) => ({ chunk, score })).toSorted((a, b) => b.score - a.score)
}

/**
 * Rankings as one, by reciprocal rank: what stands high in several comes first. A score is the
 * highest that any ranking gave, but never above that of a result before it.
 */
export const fuse = (rankings: readonly (readonly FoundChunk[])[]): FoundChunk[] => {
  const fused = new Map<number, { weight: number; score: number }>()
  for (const ranking of rankings) {
    for (const [rank, { chunk, score }] of ranking.entries()) {
      const held = fused.get(chunk) ?? { weight: 0, score: 0 }
      fused.set(chunk, {
        weight: held.weight + 1 / (K + rank + 1),
        score: Math.max(held.score, score),
      })
    }
  }
  let highest = 1
  return [...fused]
    .toSorted(([, a], [, b]) => b.weight - a.weight || b.score - a.score)
    .map(([chunk, { score }]) => {
      highest = Math.min(highest, score)
      return { chunk, score: highest }
    })
}
