import type { RunStatus } from '#contract/run-status.ts'

/** What a colour says; `styles.css` has each as a text colour and a soft ground. */
export type Tone = 'neutral' | 'accent' | 'ok' | 'attention' | 'error'

export interface RunLook {
  word: string
  tone: Tone
  /** A ring instead of a disc: the run stopped short of its end. */
  ring: boolean
}

const looks: Record<RunStatus, RunLook> = {
  queued: { word: 'queued', tone: 'accent', ring: true },
  in_progress: { word: 'running', tone: 'accent', ring: false },
  requires_action: { word: 'needs outputs', tone: 'attention', ring: false },
  cancelling: { word: 'cancelling', tone: 'neutral', ring: true },
  cancelled: { word: 'cancelled', tone: 'neutral', ring: true },
  failed: { word: 'failed', tone: 'error', ring: false },
  completed: { word: 'completed', tone: 'ok', ring: false },
  incomplete: { word: 'incomplete', tone: 'attention', ring: true },
  expired: { word: 'expired', tone: 'error', ring: true },
}

/** How a run's state is shown. A state of a newer server is shown by its own name. */
export const runLook = (status: RunStatus): RunLook =>
  // The type is closed, the wire is not.
  Object.hasOwn(looks, status) ? looks[status] : { word: status, tone: 'neutral', ring: true }
