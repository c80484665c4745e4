import type { Pace } from '../runs/pace.ts'
import type { Services } from '../services.ts'
import type { LostDeletions } from './lost-deletions.ts'
import type { UpstreamClient } from './upstream-client.ts'

/** What the mirror is made of. */
export interface MirrorParts extends Pick<Services, 'clock' | 'log' | 'store' | 'timers'> {
  client: UpstreamClient
  deletions: LostDeletions
  /** When the events of all streams are written. */
  pace: Pace
  /** Whether what the other server has no more stays here, as evidence. */
  keepsGone: boolean
  /** Aborts when the server stops. */
  closing: AbortSignal
}
