/**
 * Files in stores are counted by triggers, so that no list has to count them. Passages point at the
 * row of their file without a foreign key: deleting thousands of them at once would hold everything
 * else up, so the file's row goes at once and is noted in `vector_store_garbage`.
 */
export const vectorStores = /* sql */ `
ALTER TABLE files ADD COLUMN expires_at INTEGER AS (body ->> 'expires_at');
CREATE INDEX files_by_expiry ON files (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE vector_stores (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  last_active_at INTEGER NOT NULL,
  expires_days INTEGER,
  expired INTEGER NOT NULL DEFAULT 0,
  in_progress INTEGER NOT NULL DEFAULT 0,
  completed INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  cancelled INTEGER NOT NULL DEFAULT 0,
  usage_bytes INTEGER NOT NULL DEFAULT 0,
  body TEXT NOT NULL,
  tie INTEGER NOT NULL AS (seq),
  expires_at INTEGER AS (last_active_at + expires_days * 86400)
) STRICT;
CREATE INDEX vector_stores_by_creation ON vector_stores (created_at, tie);
CREATE INDEX vector_stores_by_expiry ON vector_stores (expires_at)
  WHERE expired = 0 AND expires_at IS NOT NULL;

CREATE TABLE vector_store_batches (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  store INTEGER NOT NULL REFERENCES vector_stores ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  stopped INTEGER NOT NULL DEFAULT 0,
  in_progress INTEGER NOT NULL DEFAULT 0,
  completed INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  cancelled INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX vector_store_batches_by_store ON vector_store_batches (store);

CREATE TABLE vector_store_files (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  store INTEGER NOT NULL REFERENCES vector_stores ON DELETE CASCADE,
  file INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
  batch INTEGER REFERENCES vector_store_batches ON DELETE SET NULL,
  created_at INTEGER NOT NULL,
  status TEXT NOT NULL,
  usage_bytes INTEGER NOT NULL DEFAULT 0,
  embedding_model TEXT,
  body TEXT NOT NULL,
  tie INTEGER NOT NULL AS (seq)
) STRICT;
CREATE UNIQUE INDEX vector_store_files_by_file ON vector_store_files (file, store);
CREATE INDEX vector_store_files_by_store ON vector_store_files (store, created_at, tie);
CREATE INDEX vector_store_files_by_status ON vector_store_files (store, status, created_at, tie);
CREATE INDEX vector_store_files_by_batch ON vector_store_files (batch, created_at, tie)
  WHERE batch IS NOT NULL;
CREATE INDEX vector_store_files_of_batch_by_status
  ON vector_store_files (batch, status, created_at, tie) WHERE batch IS NOT NULL;
CREATE INDEX vector_store_files_to_read ON vector_store_files (seq) WHERE status = 'in_progress';

CREATE TABLE vector_store_garbage (file INTEGER PRIMARY KEY) STRICT;

${countingTrigger('inserted', 'INSERT', [['new', 1]])}
${countingTrigger('changed', 'UPDATE OF status, usage_bytes, batch', [
  ['old', -1],
  ['new', 1],
])}
${countingTrigger('deleted', 'DELETE', [['old', -1]])}
CREATE TRIGGER vector_store_files_garbage AFTER DELETE ON vector_store_files BEGIN
  INSERT OR IGNORE INTO vector_store_garbage VALUES (old.seq);
END;

CREATE TABLE vector_store_chunks (
  seq INTEGER PRIMARY KEY,
  file INTEGER NOT NULL,
  overlap INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX vector_store_chunks_by_file ON vector_store_chunks (file);

-- Apart from the texts, so that reading all vectors reads nothing else.
CREATE TABLE vector_store_vectors (
  file INTEGER NOT NULL,
  chunk INTEGER NOT NULL,
  vector BLOB NOT NULL,
  PRIMARY KEY (file, chunk)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE vector_store_terms USING fts5(
  store, name, body,
  content = '', contentless_delete = 1,
  tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
);
CREATE TRIGGER vector_store_chunks_deleted AFTER DELETE ON vector_store_chunks BEGIN
  DELETE FROM vector_store_terms WHERE rowid = old.seq;
  DELETE FROM vector_store_vectors WHERE file = old.file AND chunk = old.seq;
END;

CREATE TABLE uploads (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  file_seconds INTEGER,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX uploads_pending ON uploads (expires_at) WHERE status = 'pending';
CREATE TABLE upload_parts (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  upload INTEGER NOT NULL REFERENCES uploads ON DELETE CASCADE,
  bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX upload_parts_by_upload ON upload_parts (upload);
`

/** Adds and takes away rows of files from the counts of their store and batch. */
function countingTrigger(name: string, on: string, rows: ['old' | 'new', 1 | -1][]): string {
  const statuses = ['in_progress', 'completed', 'failed', 'cancelled']
  const updates = rows.flatMap(([row, sign]) => {
    const add = (column: string, amount: string) => `${column} = ${column} + ${sign} * (${amount})`
    const counts = statuses.map((status) => add(status, `${row}.status = '${status}'`)).join(', ')
    return [
      `UPDATE vector_stores SET ${counts}, ${add('usage_bytes', `${row}.usage_bytes`)} WHERE seq = ${row}.store;`,
      `UPDATE vector_store_batches SET ${counts} WHERE seq = ${row}.batch;`,
    ]
  })
  return `CREATE TRIGGER vector_store_files_${name} AFTER ${on} ON vector_store_files BEGIN
  ${updates.join('\n  ')}
END;`
}
