import type { RunStatus } from '#contract/run-status.ts'
import type { Wait } from '#server/store/overview.ts'

/** A state of a run as its log tells it. */
export interface LoggedState {
  event: string
  at: number
  /** 1 where it was found when somebody asked, and not heard. */
  polled: number | null
}

const WAITING = 'thread.run.requires_action'

/**
 * The longest that a run waited for the outputs of tools. Of one that waits now it is that wait.
 * @param states of its log, in order
 */
export const longestWait = (
  states: readonly LoggedState[],
  status: RunStatus,
): Omit<Wait, 'thread_id' | 'run_id'> | undefined => {
  let longest: Omit<Wait, 'thread_id' | 'run_id'> | undefined
  for (const [at, state] of states.entries()) {
    if (state.event !== WAITING || state.polled === 1) continue
    const next = states[at + 1]
    if (!next) {
      return status === 'requires_action'
        ? { ms: null, since: state.at, ended: 'waiting' }
        : longest
    }
    const ms = Math.max(next.at - state.at, 0)
    if (next.polled !== 1 && ms > (longest?.ms ?? -1))
      longest = { ms, since: state.at, ended: endOf(next.event) }
  }
  return longest
}

const endOf = (event: string): Wait['ended'] => {
  if (event === 'thread.run.expired') return 'expired'
  return event.startsWith('thread.run.cancel') ? 'cancelled' : 'answered'
}
