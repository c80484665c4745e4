/** Milliseconds of each of `count` calls, one after another, after a warm-up that does not count. */
export async function timed(
  count: number,
  work: (index: number) => Promise<unknown>,
  warmUp = Math.ceil(count / 5),
): Promise<number[]> {
  for (let index = 0; index < warmUp; index += 1) await work(index)
  const times: number[] = []
  for (let index = 0; index < count; index += 1) {
    const started = performance.now()
    await work(index)
    times.push(performance.now() - started)
  }
  return times
}

/** Calls a second that `clients` make, each waiting for its answer before it asks again. */
export async function rate(
  clients: number,
  seconds: number,
  work: (client: number) => Promise<unknown>,
): Promise<number> {
  const warm = performance.now() + 500
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() < warm) await work(client)
    }),
  )
  const started = performance.now()
  const end = started + seconds * 1000
  let done = 0
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() < end) {
        await work(client)
        done += 1
      }
    }),
  )
  return (done * 1000) / (performance.now() - started)
}

/** As many at a time as a machine that is not under attack sees. */
export async function inTens<T, R>(items: T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (let at = 0; at < items.length; at += 10) {
    done.push(...(await Promise.all(items.slice(at, at + 10).map(work))))
  }
  return done
}

/** The value below which `share` of them lie. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: number[]): number => percentile(values, 0.5)
