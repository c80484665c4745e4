/**
 * Threads that people judge one after another. A row of `queue_items` is one reading of a thread; of a thread that is
 * read twice, both have the same position. What a judgement adds to totals stands with it, so that they read no review.
 */
export const queues = /* sql */ `
CREATE TABLE queues (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  -- Also 'deleted', while what is in it goes.
  state TEXT NOT NULL,
  matched INTEGER NOT NULL DEFAULT 0,
  person INTEGER NOT NULL,
  body TEXT NOT NULL,
  tie INTEGER NOT NULL AS (seq)
) STRICT;
CREATE INDEX queues_by_creation ON queues (created_at, tie);
CREATE INDEX queues_by_state ON queues (state, created_at, tie);

CREATE TABLE queue_items (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  queue INTEGER NOT NULL,
  position INTEGER NOT NULL,
  reading INTEGER NOT NULL,
  twice INTEGER NOT NULL,
  thread_id TEXT NOT NULL,
  -- Of its last run when the queue was filled.
  assistant TEXT,
  model TEXT,
  -- Numbers of people.
  assigned INTEGER,
  holder INTEGER,
  held_until INTEGER,
  status TEXT NOT NULL DEFAULT 'open',
  -- Of both readings: until both are judged.
  sealed INTEGER NOT NULL,
  -- Who judged or skipped it.
  judge INTEGER,
  -- The id of the judgement, and what of it is added up.
  review TEXT,
  verdict TEXT,
  labels TEXT,
  answers TEXT,
  seconds INTEGER,
  whose INTEGER AS (coalesce(judge, assigned))
) STRICT;
CREATE UNIQUE INDEX queue_items_by_position ON queue_items (queue, position, reading);
CREATE INDEX queue_items_by_status ON queue_items (queue, status, position, reading);
CREATE INDEX queue_items_to_claim ON queue_items (queue, assigned, position, reading) WHERE status = 'open';
CREATE INDEX queue_items_by_person ON queue_items (queue, whose, position, reading);
CREATE INDEX queue_items_held ON queue_items (queue, holder) WHERE holder IS NOT NULL;
CREATE INDEX queue_items_of_thread ON queue_items (thread_id);
CREATE INDEX queue_items_by_review ON queue_items (review) WHERE review IS NOT NULL;
CREATE INDEX queue_items_sealed ON queue_items (queue) WHERE sealed = 1;
CREATE INDEX queue_items_counted ON queue_items (queue, reading, status, verdict, sealed);
`
