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

/** Whether `cancelRun` is accepted in this state. */
export const canCancel = ({ status }: { status: RunStatus }): boolean =>
  isActive(status) && status !== 'cancelling'
