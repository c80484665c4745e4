/**
 * The vector stores in which files wait to be read: few, of whatever many there are. The files are then
 * looked for in each of these, and no longer among all.
 */
export const storesToRead = /* sql */ `
CREATE INDEX IF NOT EXISTS vector_stores_to_read ON vector_stores (seq) WHERE in_progress > 0;
DROP INDEX IF EXISTS vector_store_files_to_read;
`
