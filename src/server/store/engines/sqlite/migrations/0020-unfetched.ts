/** Threads of another server of which the copy never was whole: searches tell how many there are. */
export const unfetched = /* sql */ `
CREATE INDEX mirrored_threads_unfetched ON mirrored_threads (wanted, gone_at)
  WHERE refreshed_at IS NULL;
`
