/** Where deleted objects stood in their lists, so that whoever deletes while paging goes on from there. */
export const deletedPlaces = /* sql */ `
CREATE TABLE deleted_places (
  list TEXT NOT NULL,
  -- The seq of the thread or vector store that the list is of; 0 for lists of everything.
  owner INTEGER NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL,
  PRIMARY KEY (list, owner, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX deleted_places_by_time ON deleted_places (deleted_at);
`
