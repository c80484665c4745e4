/**
 * What lists of threads are narrowed by. A row repeats what it orders by, so that a narrowed list is a
 * range in either order. Messages move a thread in the order of activity; its rows follow later, all at
 * once: `threads.settled` is the activity by which they are listed, and until it is the thread's own the
 * thread is read from `threads_moved`.
 */
export const facets = /* sql */ `
CREATE TABLE thread_facets (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  thread INTEGER NOT NULL,
  settled INTEGER NOT NULL,
  PRIMARY KEY (kind, key, value, created_at, thread)
) STRICT, WITHOUT ROWID;
INSERT INTO thread_facets SELECT 'metadata', key, value, created_at, thread, activity FROM thread_metadata;
CREATE INDEX thread_facets_by_activity ON thread_facets (kind, key, value, settled, thread);
DROP TABLE thread_metadata;

ALTER TABLE threads ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
UPDATE threads SET settled = activity;
CREATE INDEX threads_moved ON threads (activity, tie) WHERE settled <> activity;
`
