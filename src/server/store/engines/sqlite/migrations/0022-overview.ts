/**
 * Counters of what happened, and what each thread, message and run adds to them: to take that away again
 * nothing has to be counted once more. What is deleted waits to be taken away from its own transaction on.
 */
export const overview = /* sql */ `
-- Names that counters are kept by, as JSON.
CREATE TABLE overview_names (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (kind, name)
) STRICT;

-- Of all, of an assistant, a model or both: by levels of ever longer ranges.
CREATE TABLE overview_counts (
  scope INTEGER NOT NULL,
  level INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  counts BLOB NOT NULL,
  PRIMARY KEY (scope, level, bucket)
) STRICT, WITHOUT ROWID;

-- Kinds: 0 a thread, 1 a message, 2 a run.
CREATE TABLE overview_parts (
  thread INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  quarter INTEGER NOT NULL,
  -- Of a run: its assistant and model, by name.
  ran INTEGER,
  counts BLOB NOT NULL,
  PRIMARY KEY (thread, kind, seq)
) STRICT, WITHOUT ROWID;

-- Which assistants and models ran in a thread, and how often.
CREATE TABLE overview_ran (
  thread INTEGER NOT NULL,
  ran INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  PRIMARY KEY (thread, ran)
) STRICT, WITHOUT ROWID;

-- The longest wait of a run for outputs; null where it still waits, since that millisecond.
CREATE TABLE overview_waits (
  run INTEGER PRIMARY KEY,
  quarter INTEGER NOT NULL,
  bin INTEGER NOT NULL,
  ms INTEGER,
  since INTEGER NOT NULL,
  ended TEXT NOT NULL,
  ran INTEGER NOT NULL
) STRICT;
CREATE INDEX overview_waits_by_length ON overview_waits (bin, quarter, ms, ran);

-- What changed and waits to be counted. Of an imported thread: how far that is.
CREATE TABLE overview_waiting (
  kind TEXT NOT NULL CHECK (kind IN ('gone', 'thread', 'run', 'message', 'runs of', 'messages of')),
  seq INTEGER NOT NULL,
  thread INTEGER NOT NULL,
  created_at INTEGER NOT NULL DEFAULT -9007199254740991,
  tie INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER overview_message_deleted AFTER DELETE ON messages
WHEN EXISTS (SELECT 1 FROM overview_parts WHERE thread = old.thread AND kind = 1 AND seq = old.seq)
BEGIN
  INSERT OR IGNORE INTO overview_waiting (kind, seq, thread) VALUES ('message', old.seq, old.thread);
END;
CREATE TRIGGER overview_run_deleted AFTER DELETE ON runs
WHEN EXISTS (SELECT 1 FROM overview_parts WHERE thread = old.thread AND kind = 2 AND seq = old.seq)
BEGIN
  INSERT OR IGNORE INTO overview_waiting (kind, seq, thread) VALUES ('run', old.seq, old.thread);
END;
-- That is the time of creation of a thread that is deleted but for its rows.
CREATE TRIGGER overview_thread_gone AFTER UPDATE OF created_at ON threads
WHEN new.created_at = -9007199254740991
BEGIN
  INSERT OR IGNORE INTO overview_waiting (kind, seq, thread) VALUES ('gone', old.seq, old.seq);
END;
CREATE TRIGGER overview_thread_deleted AFTER DELETE ON threads
WHEN EXISTS (SELECT 1 FROM overview_parts WHERE thread = old.seq)
BEGIN
  INSERT OR IGNORE INTO overview_waiting (kind, seq, thread) VALUES ('gone', old.seq, old.seq);
END;
`
