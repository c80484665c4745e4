/**
 * Threads whose title or preview was deleted, and from where on the next is looked for: among very many
 * messages it is found by and by.
 */
export const linesToFind = /* sql */ `
CREATE TABLE IF NOT EXISTS lines_to_find (
  thread INTEGER NOT NULL REFERENCES threads ON DELETE CASCADE,
  -- 'title' or 'preview'
  line TEXT NOT NULL,
  at INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (thread, line)
) STRICT, WITHOUT ROWID;
`
