/**
 * A file that is read again is found by its earlier reading until the new one is whole. `earlier` is the
 * key under which the passages of that one are kept.
 */
export const earlierReadings = /* sql */ `
ALTER TABLE vector_store_files ADD COLUMN earlier INTEGER;
CREATE UNIQUE INDEX vector_store_files_by_earlier ON vector_store_files (earlier)
  WHERE earlier IS NOT NULL;
CREATE TRIGGER vector_store_files_read_again AFTER UPDATE OF status ON vector_store_files
  WHEN old.earlier IS NOT NULL AND new.status <> 'in_progress' BEGIN
  INSERT OR IGNORE INTO vector_store_garbage VALUES (old.earlier);
  UPDATE vector_store_files SET earlier = NULL WHERE seq = old.seq;
END;
CREATE TRIGGER vector_store_files_earlier_garbage AFTER DELETE ON vector_store_files
  WHEN old.earlier IS NOT NULL BEGIN
  INSERT OR IGNORE INTO vector_store_garbage VALUES (old.earlier);
END;
`
