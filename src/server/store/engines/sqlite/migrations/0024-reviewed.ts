/**
 * When a verdict was given, which is the day that a review counts for; without a verdict that is the day on which it
 * was made. Of verdicts that are there it is told by the last act that changed them.
 */
export const reviewed = /* sql */ `
ALTER TABLE reviews ADD COLUMN verdict_at INTEGER;
UPDATE reviews SET verdict_at = coalesce((
  SELECT max(a.at) FROM review_acts a WHERE a.thread = reviews.thread AND a.review_id = reviews.id
    AND iif(json_valid(a.body), a.body ->> '$.now.verdict' IS NOT a.body ->> '$.was.verdict', FALSE)
), created_at) WHERE verdict IS NOT NULL;
ALTER TABLE reviews ADD COLUMN counts_at INTEGER AS (coalesce(verdict_at, created_at));
CREATE INDEX reviews_by_day ON reviews (counts_at, thread);
`

/**
 * Reviews are counted as well: parts of the kind 3, and of the kind 4 for the two people who judged a thread last.
 * Counters are made anew; whoever begins them anew begins this, too.
 */
export const countedReviews = /* sql */ `
DROP TABLE overview_waiting;
CREATE TABLE overview_waiting (
  kind TEXT NOT NULL CHECK
    (kind IN ('gone', 'thread', 'run', 'message', 'review', 'pair', 'runs of', 'messages of')),
  seq INTEGER NOT NULL,
  thread INTEGER NOT NULL,
  created_at INTEGER NOT NULL DEFAULT -9007199254740991,
  tie INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER overview_review_deleted AFTER DELETE ON reviews
WHEN EXISTS (SELECT 1 FROM overview_parts WHERE thread = old.thread AND kind = 3 AND seq = old.seq)
BEGIN
  INSERT OR IGNORE INTO overview_waiting (kind, seq, thread) VALUES ('review', old.seq, old.thread);
END;
`

const REASON = `iif(json_valid(body), coalesce(body ->> '$.incomplete_details.reason', body ->> '$.last_error.code'), NULL)`

/** Threads are found by their runs: by when one was begun, how it stands and why, and what ran. */
export const foundRuns = /* sql */ `
CREATE INDEX runs_by_creation ON runs (created_at, thread);
CREATE INDEX runs_by_status ON runs (status, created_at, thread);
CREATE INDEX runs_by_assistant ON runs (iif(json_valid(body), body ->> '$.assistant_id', NULL), created_at, thread);
CREATE INDEX runs_by_model ON runs (iif(json_valid(body), body ->> '$.model', NULL), created_at, thread);
CREATE INDEX runs_by_reason ON runs (${REASON}, created_at, thread) WHERE ${REASON} IS NOT NULL;
`
