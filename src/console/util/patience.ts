/** The name of the error that says: nobody can tell whether something was done. */
export const OUTCOME_UNKNOWN = 'OutcomeUnknown'

export const isOutcomeUnknown = (error: unknown): boolean =>
  error instanceof Error && error.name === OUTCOME_UNKNOWN

/** Nobody can be asked just now whether something was done. The server is asked again until it tells. */
export interface Doubt {
  error: Error
  /** Asks at once. */
  lookNow: () => void
}

/** What somebody who asks for something to be done may bring. */
export interface Patience {
  /** Aborts once they no longer want to wait for an answer. */
  signal?: AbortSignal | undefined
  /** Told of a doubt, and of its end. Without it a doubt ends the work: its outcome is unknown. */
  onDoubt?: ((doubt: Doubt | undefined) => void) | undefined
  /** A signal that aborts after so many milliseconds; a test gives its own. */
  timeout?: (ms: number) => AbortSignal
  /** Resolves when a server that is away is to be asked again; a test gives its own. */
  pause?: () => Promise<void>
}
