/**
 * What people say about threads, messages and passages. A review knows its message by its id, which it keeps
 * when the message is deleted. `place` is its place among those that were changed; numbers only grow. Of its
 * verdict it is kept when it was given, and which message was then the last of the thread.
 */
export const reviews = /* sql */ `
CREATE TABLE people (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  name TEXT NOT NULL,
  -- By which names are compared.
  folded TEXT NOT NULL UNIQUE,
  initials TEXT NOT NULL
) STRICT;

CREATE TABLE labels (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  name TEXT NOT NULL,
  folded TEXT NOT NULL,
  color TEXT NOT NULL,
  description TEXT,
  archived INTEGER NOT NULL,
  -- The id of another label.
  merged_into TEXT
) STRICT;
CREATE UNIQUE INDEX labels_by_name ON labels (folded) WHERE merged_into IS NULL;

CREATE TABLE reviews (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  -- Null once the thread is deleted, which only those of a queue outlive.
  thread INTEGER,
  thread_id TEXT NOT NULL,
  message_id TEXT,
  message_deleted INTEGER NOT NULL DEFAULT 0,
  is_passage INTEGER NOT NULL,
  queue_id TEXT,
  person INTEGER NOT NULL,
  verdict TEXT,
  verdict_place INTEGER NOT NULL DEFAULT 0,
  last_at INTEGER NOT NULL DEFAULT 0,
  last_tie INTEGER NOT NULL DEFAULT 0,
  -- A list of ids.
  labels TEXT NOT NULL,
  flagged INTEGER NOT NULL,
  has_note INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  place INTEGER NOT NULL,
  body TEXT NOT NULL,
  tie INTEGER NOT NULL AS (seq)
) STRICT;
CREATE UNIQUE INDEX reviews_of_person ON reviews
  (thread, person, coalesce(message_id, ''), coalesce(queue_id, '')) WHERE is_passage = 0;
CREATE INDEX reviews_by_place ON reviews (place, tie);
CREATE INDEX reviews_by_thread ON reviews (thread_id, place, tie);
CREATE INDEX reviews_of_thread ON reviews (thread);
CREATE INDEX reviews_by_message ON reviews (message_id, place, tie) WHERE message_id IS NOT NULL;
CREATE INDEX reviews_by_queue ON reviews (queue_id, place, tie) WHERE queue_id IS NOT NULL;
CREATE INDEX reviews_by_person ON reviews (person, place, tie);
CREATE INDEX reviews_by_verdict ON reviews (verdict, place, tie) WHERE verdict IS NOT NULL;

CREATE TABLE review_labels (
  label TEXT NOT NULL,
  place INTEGER NOT NULL,
  review INTEGER NOT NULL,
  PRIMARY KEY (label, place, review)
) STRICT, WITHOUT ROWID;

-- The highest place ever given, so that none is given twice.
CREATE TABLE last_review_place (value INTEGER NOT NULL) STRICT;
INSERT INTO last_review_place VALUES (0);

-- What was done, of which nothing is changed but that a deleted message is not quoted any more.
CREATE TABLE review_acts (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  thread INTEGER NOT NULL,
  review_id TEXT NOT NULL,
  message_id TEXT,
  queue_id TEXT,
  person INTEGER NOT NULL,
  at INTEGER NOT NULL,
  act TEXT NOT NULL,
  body TEXT NOT NULL,
  tie INTEGER NOT NULL AS (seq)
) STRICT;
CREATE INDEX review_acts_of_thread ON review_acts (thread, tie);
CREATE INDEX review_acts_of_message ON review_acts (message_id) WHERE message_id IS NOT NULL;
`

/** Notes are found as other texts are. Whoever begins the index anew begins these tables so, too. */
export const searchedNotes = /* sql */ `
ALTER TABLE search_documents ADD COLUMN review INTEGER;
CREATE INDEX search_documents_by_review ON search_documents (review) WHERE review IS NOT NULL;
CREATE TRIGGER search_review_deleted AFTER DELETE ON reviews BEGIN
  DELETE FROM search_documents WHERE review = old.seq;
END;

CREATE TABLE search_waiting_now (
  kind TEXT NOT NULL CHECK (kind IN ('message', 'step', 'thread', 'review', 'import')),
  seq INTEGER NOT NULL,
  created_at INTEGER NOT NULL DEFAULT -9007199254740991,
  tie INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO search_waiting_now SELECT kind, seq, created_at, tie FROM search_waiting;
DROP TABLE search_waiting;
ALTER TABLE search_waiting_now RENAME TO search_waiting;
`
