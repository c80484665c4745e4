import type { Run } from '#contract/run.ts'

/** Why a run did not end well, in its own words. */
export const runReason = (run: Run): string | undefined =>
  run.last_error?.message ?? run.incomplete_details?.reason?.replaceAll('_', ' ')
