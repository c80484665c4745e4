/** What was answered to requests that may be sent again, so that a repetition is answered the same. */
export const answers = /* sql */ `
CREATE TABLE answers (
  seq INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  fingerprint TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  answer TEXT NOT NULL
) STRICT;
CREATE INDEX answers_by_creation ON answers (created_at);
`
