/**
 * The record of changes. Without AUTOINCREMENT, which costs a second row: the newest row always stays, so
 * that no number is given twice. What was there before the record is not in it.
 */
export const changes = /* sql */ `
CREATE TABLE IF NOT EXISTS changes (
  number INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  type TEXT NOT NULL,
  -- The ids that name what changed, as a JSON array: those of what it is in, and its own.
  ids TEXT NOT NULL
) STRICT;
INSERT INTO changes (at_ms, actor, type, ids) VALUES (0, 'server', 'reset', '[]');
`
