/** The states of a run. */
export const RUN_STATUSES = [
  'queued',
  'in_progress',
  'requires_action',
  'cancelling',
  'cancelled',
  'failed',
  'completed',
  'incomplete',
  'expired',
] as const
export type RunStatus = (typeof RUN_STATUSES)[number]

const ACTIVE: readonly RunStatus[] = ['queued', 'in_progress', 'requires_action', 'cancelling']

/** Whether a run in this state holds its thread: no new message, no other run. */
export const isActive = (status: RunStatus): boolean => ACTIVE.includes(status)

/** Whether nothing more happens to a run in this state without a client's doing. */
export const isAtRest = (status: RunStatus): boolean =>
  !isActive(status) || status === 'requires_action'

const endNames: readonly string[] = RUN_STATUSES.filter((status) => !isActive(status)).map(
  (status) => `thread.run.${status}`,
)

/** Whether an event of this name ends a run. */
export const isRunEnd = (eventName: string): boolean => endNames.includes(eventName)

/** Whether an event of this name, which tells of a run step, ends it. */
export const isStepEnd = (eventName: string): boolean =>
  !/\.(created|in_progress|delta)$/.test(eventName)

/** Whether `cancelRun` is accepted in this state. */
export const canCancel = ({ status }: { status: RunStatus }): boolean =>
  isActive(status) && status !== 'cancelling'
