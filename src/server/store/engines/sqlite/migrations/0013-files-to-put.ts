/**
 * Files of vector stores that are put in later, some at a time, since thousands in one write would hold
 * everything else up. Their store and batch count them from the start. A store with `expired` at 2 has
 * expired, and some of its files are still to be ended.
 */
export const filesToPut = /* sql */ `
CREATE TABLE IF NOT EXISTS vector_store_files_to_put (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  store INTEGER NOT NULL REFERENCES vector_stores ON DELETE CASCADE,
  batch INTEGER REFERENCES vector_store_batches ON DELETE CASCADE,
  -- How many of them the store did not have yet.
  fresh INTEGER NOT NULL,
  size INTEGER NOT NULL,
  -- A JSON array.
  files TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS vector_store_files_to_put_by_store ON vector_store_files_to_put (store);
CREATE INDEX IF NOT EXISTS vector_store_files_to_put_by_batch ON vector_store_files_to_put (batch)
  WHERE batch IS NOT NULL;
CREATE INDEX IF NOT EXISTS vector_stores_ending ON vector_stores (seq) WHERE expired = 2;
`
