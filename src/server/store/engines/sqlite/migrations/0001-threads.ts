/**
 * Objects are columns for what queries ask plus a JSON body for the rest. Rows point at each other by
 * `seq`, a monotonic integer, so that an index entry stays small; ids are for the outside.
 * Every list is a range of one index that ends in (created_at, tie) or (activity, tie). `tie` is `seq`
 * over again: in a comparison of pairs SQLite searches an index by any column but the rowid, and would
 * walk through all rows of one second.
 */
export const threads = /* sql */ `
CREATE TABLE assistants (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  tie INTEGER NOT NULL AS (seq)
) STRICT;
CREATE INDEX assistants_by_creation ON assistants (created_at, tie);

CREATE TABLE files (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  purpose TEXT NOT NULL,
  body TEXT NOT NULL,
  tie INTEGER NOT NULL AS (seq)
) STRICT;
CREATE INDEX files_by_creation ON files (created_at, tie);
CREATE INDEX files_by_purpose ON files (purpose, created_at, tie);

CREATE TABLE threads (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  -- Microseconds of the last activity, pushed up until greater than any before it.
  activity INTEGER NOT NULL,
  -- Identifies the content of an imported thread.
  hash TEXT,
  summary TEXT NOT NULL,
  body TEXT NOT NULL,
  tie INTEGER NOT NULL AS (seq)
) STRICT;
CREATE INDEX threads_by_creation ON threads (created_at, tie);
CREATE INDEX threads_by_activity ON threads (activity, tie);
CREATE UNIQUE INDEX threads_by_hash ON threads (hash) WHERE hash IS NOT NULL;

-- The highest activity ever given, so that none is given twice.
CREATE TABLE last_activity (value INTEGER NOT NULL) STRICT;
INSERT INTO last_activity VALUES (0);

-- Repeats what it orders by, so that a filtered list is a range in either order.
CREATE TABLE thread_metadata (
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  thread INTEGER NOT NULL,
  activity INTEGER NOT NULL,
  PRIMARY KEY (key, value, created_at, thread)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_metadata_by_activity ON thread_metadata (key, value, activity, thread);

CREATE TABLE messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  thread INTEGER NOT NULL REFERENCES threads ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  run_id TEXT,
  body TEXT NOT NULL,
  tie INTEGER NOT NULL AS (seq)
) STRICT;
CREATE INDEX messages_by_thread ON messages (thread, created_at, tie);
CREATE INDEX messages_by_run ON messages (run_id, created_at, tie) WHERE run_id IS NOT NULL;

CREATE TABLE runs (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  thread INTEGER NOT NULL REFERENCES threads ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  status TEXT NOT NULL,
  -- Whether the run holds its thread.
  active INTEGER NOT NULL,
  body TEXT NOT NULL,
  tie INTEGER NOT NULL AS (seq)
) STRICT;
CREATE INDEX runs_by_thread ON runs (thread, created_at, tie);
CREATE UNIQUE INDEX runs_one_active ON runs (thread) WHERE active = 1;

CREATE TABLE run_steps (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  tie INTEGER NOT NULL AS (seq)
) STRICT;
CREATE INDEX run_steps_by_run ON run_steps (run, created_at, tie);

CREATE TABLE run_events (
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  sequence_number INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  event TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (run, sequence_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`
