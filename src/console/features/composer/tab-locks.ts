/** Browsers give no locks to a page that came over plain HTTP from another machine: each tab is on its own there. */
export const tabLocks = (): LockManager | undefined =>
  typeof navigator !== 'undefined' && 'locks' in navigator ? navigator.locks : undefined

/** How long what another tab wrote before it let go may take to be readable here. */
export const LAG_MS = 500
