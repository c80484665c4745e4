import { useUpstreamHost } from '#console/api/mirror.ts'

/** Stands at a run of which events were polled, so that nobody takes their times for those of what happened. */
export const PolledMark = () => {
  const why = `Not all of this run was heard as it happened: events were found by asking ${useUpstreamHost()}, and their times are when they were found.`
  return (
    <span title={why} className="rounded-label border border-line-strong px-1 text-meta text-ink-2">
      Polled<span className="sr-only">. {why}</span>
    </span>
  )
}
