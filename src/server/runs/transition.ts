import { RUN_STATUSES, isActive } from '#contract/run-status.ts'
import type { RunStatus } from '#contract/run-status.ts'
import type { RequiredAction, Run, RunError, Usage } from '#contract/run.ts'

/** The state table: what may follow each state. */
export const NEXT: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  queued: ['in_progress', 'cancelling', 'expired'],
  in_progress: ['requires_action', 'cancelling', 'completed', 'incomplete', 'failed', 'expired'],
  requires_action: ['queued', 'cancelling', 'expired'],
  cancelling: ['cancelled'],
  cancelled: [],
  failed: [],
  completed: [],
  incomplete: [],
  expired: [],
}

/** The states from which one may be reached: the guard of its commit. */
export const before = (to: RunStatus): RunStatus[] =>
  RUN_STATUSES.filter((from) => NEXT[from].includes(to))

/** A move to another state with what belongs to it. */
export type Transition =
  | { to: 'queued' | 'in_progress' | 'cancelling' }
  | { to: 'requires_action'; required_action: RequiredAction; usage: Usage }
  | { to: 'completed'; usage: Usage }
  | { to: 'incomplete'; reason: IncompleteRunReason | undefined; usage: Usage }
  | { to: 'failed'; error: RunError; usage: Usage }
  | { to: 'cancelled' | 'expired'; usage: Usage }

export type IncompleteRunReason = 'max_completion_tokens' | 'max_prompt_tokens'

export type RunPatch = Partial<Omit<Run, 'id' | 'object' | 'thread_id' | 'metadata'>>

/**
 * The fields that a transition sets. `now` is in whole seconds.
 * Usage is told while a client has to act and at the end, and is null in between; cancelling keeps it.
 */
export const patchFor = (run: Run, transition: Transition, now: number): RunPatch => ({
  status: transition.to,
  required_action: null,
  ...(transition.to !== 'cancelling' && {
    usage: 'usage' in transition ? transition.usage : null,
  }),
  ...(!isActive(transition.to) && { expires_at: null }),
  ...timesFor(run, transition, now),
})

const timesFor = (run: Run, transition: Transition, now: number): RunPatch => {
  switch (transition.to) {
    case 'queued':
    case 'cancelling':
    case 'expired':
      return {}
    case 'in_progress':
      return { started_at: run.started_at ?? now }
    case 'requires_action':
      return { required_action: transition.required_action }
    case 'completed':
      return { completed_at: now }
    case 'incomplete':
      return {
        incomplete_details: transition.reason === undefined ? {} : { reason: transition.reason },
      }
    case 'failed':
      return { failed_at: now, last_error: transition.error }
    case 'cancelled':
      return { cancelled_at: now }
  }
}

const NOTHING: Usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }

export const addUsage = (usages: readonly (Usage | null)[]): Usage =>
  usages.reduce<Usage>(
    (sum, usage) => ({
      prompt_tokens: sum.prompt_tokens + (usage?.prompt_tokens ?? 0),
      completion_tokens: sum.completion_tokens + (usage?.completion_tokens ?? 0),
      total_tokens: sum.total_tokens + (usage?.total_tokens ?? 0),
    }),
    NOTHING,
  )

export const subtractUsage = (whole: Usage, part: Usage): Usage => ({
  prompt_tokens: whole.prompt_tokens - part.prompt_tokens,
  completion_tokens: whole.completion_tokens - part.completion_tokens,
  total_tokens: whole.total_tokens - part.total_tokens,
})
