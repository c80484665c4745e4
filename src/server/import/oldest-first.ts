/** The API lists newest first: such a list is turned round. Any other order is the source's own. */
export function oldestFirst<T extends { created_at?: number | null }>(items: T[]): T[] {
  const times = items.map((item) => item.created_at ?? 0)
  const falls = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? 0))
  return falls && (times[0] ?? 0) > (times.at(-1) ?? 0) ? items.toReversed() : items
}
