/**
 * Every text that can be found, and its words. `doc` begins with the second in which it was made, so that
 * the index itself is in the order of time and the newest are read without sorting. What is deleted takes its
 * documents along in the same transaction.
 */
export const search = /* sql */ `
CREATE TABLE search_documents (
  doc INTEGER PRIMARY KEY,
  thread INTEGER NOT NULL,
  message INTEGER,
  step INTEGER,
  field TEXT NOT NULL,
  file INTEGER
) STRICT;
CREATE INDEX search_documents_by_message ON search_documents (message) WHERE message IS NOT NULL;
CREATE INDEX search_documents_by_step ON search_documents (step) WHERE step IS NOT NULL;
-- Which threads have such texts. One index each: of one for both, it is not seen that it holds all of either.
CREATE INDEX search_documents_of_tools ON search_documents (thread) WHERE field = 'tool';
CREATE INDEX search_documents_of_notes ON search_documents (thread) WHERE field = 'note';
CREATE INDEX search_documents_by_file ON search_documents (file) WHERE file IS NOT NULL;
CREATE INDEX search_documents_by_thread ON search_documents (thread) WHERE message IS NULL AND step IS NULL;

CREATE VIRTUAL TABLE search_terms USING fts5(
  tags, words,
  content = '', contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
);
-- The words that there are, to find those that are like a misspelt one.
CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab(search_terms, 'col');
CREATE TRIGGER search_documents_deleted AFTER DELETE ON search_documents BEGIN
  DELETE FROM search_terms WHERE rowid = old.doc;
END;
CREATE TRIGGER search_message_deleted AFTER DELETE ON messages BEGIN
  DELETE FROM search_documents WHERE message = old.seq;
END;
CREATE TRIGGER search_step_deleted AFTER DELETE ON run_steps BEGIN
  DELETE FROM search_documents WHERE step = old.seq;
END;
CREATE TRIGGER search_file_deleted AFTER DELETE ON files BEGIN
  DELETE FROM search_documents WHERE file = old.seq;
END;
CREATE TRIGGER search_thread_deleted AFTER DELETE ON threads BEGIN
  DELETE FROM search_documents WHERE thread = old.seq AND message IS NULL AND step IS NULL;
END;

-- What changed and waits to be taken in. Of an imported thread: how far that is among its messages.
CREATE TABLE search_waiting (
  kind TEXT NOT NULL CHECK (kind IN ('message', 'step', 'thread', 'import')),
  seq INTEGER NOT NULL,
  created_at INTEGER NOT NULL DEFAULT -9007199254740991,
  tie INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, seq)
) STRICT, WITHOUT ROWID;
`
