import type { LiveRun } from '#console/api/live-run.ts'

/** A duration as short as it can be said: `4 s`, `2 min 5 s`, `1 h 3 min`; whole seconds are all it knows. */
export function durationText(seconds: number): string {
  if (seconds < 1) return '< 1 s'
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${whole % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** The same of a duration that is known to the millisecond: `312 ms`, `4.1 s`. */
export function exactDurationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  return ms < 59_950 ? `${(ms / 1000).toFixed(1)} s` : durationText(ms / 1000)
}

type Log = Pick<LiveRun, 'log' | 'groups'>

/** From the first event of a run that was read to its last, in milliseconds. */
export function exactDuration({ log, groups }: Log): number | undefined {
  const first = log[0]
  const last = log[(groups.at(-1)?.to ?? 0) - 1]
  // What is not read from its beginning has no beginning here.
  return first?.name === 'thread.run.created' && last ? last.at - first.at : undefined
}

const GOES_ON = /\.(?:created|in_progress|delta)$/

/** How long each ended step took, in milliseconds, by its id. */
export function exactStepDurations({ groups }: Log): ReadonlyMap<string, number> {
  const begun = new Map<string, number>()
  const durations = new Map<string, number>()
  for (const { name, id, at } of groups) {
    if (id === undefined || !name.startsWith('thread.run.step.')) continue
    const start = begun.get(id) ?? at
    begun.set(id, start)
    if (!GOES_ON.test(name)) durations.set(id, at - start)
  }
  return durations
}
