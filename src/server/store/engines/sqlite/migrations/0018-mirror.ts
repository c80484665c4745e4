/**
 * What is known of the copy of another server's threads; times in milliseconds. A thread may be wanted
 * before anything of it is here.
 */
export const mirror = /* sql */ `
CREATE TABLE mirrored_threads (
  id TEXT PRIMARY KEY,
  -- Its number among those that are to be brought; null while it is not.
  wanted INTEGER,
  urgency INTEGER NOT NULL DEFAULT 0,
  -- 1 where a reader asked for it, in the last piece of work; 2 once it was brought, 3 where it was refused.
  added INTEGER NOT NULL DEFAULT 0,
  refreshed_at INTEGER,
  walked_at INTEGER,
  reached TEXT,
  gone_at INTEGER,
  refusal TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX mirrored_threads_wanted ON mirrored_threads (urgency DESC, wanted)
  WHERE wanted IS NOT NULL;
CREATE INDEX mirrored_threads_numbered ON mirrored_threads (wanted) WHERE wanted IS NOT NULL;
CREATE INDEX mirrored_threads_added ON mirrored_threads (added) WHERE added > 0;

-- 1 for an event that was found when its run was asked for, not heard.
ALTER TABLE run_events ADD COLUMN polled INTEGER;
`
