/**
 * Which objects kept answers quote, so that what is deleted is taken out of them, and which upload a file
 * came from.
 */
export const answeredObjects = /* sql */ `
CREATE TABLE IF NOT EXISTS answered_objects (
  id TEXT NOT NULL,
  answer INTEGER NOT NULL REFERENCES answers ON DELETE CASCADE,
  PRIMARY KEY (id, answer)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answered_objects_by_answer ON answered_objects (answer);
INSERT OR IGNORE INTO answered_objects (id, answer)
  SELECT found.id, found.answer FROM (
    SELECT json_extract(answer, '$.id') AS id, seq AS answer FROM answers
    UNION SELECT json_extract(answer, '$.thread_id'), seq FROM answers
    UNION SELECT json_extract(answer, '$.vector_store_id'), seq FROM answers
    UNION SELECT json_extract(answer, '$.file.id'), seq FROM answers
    UNION SELECT json_extract(answer, '$.run.id'), seq FROM answers
    UNION SELECT json_extract(answer, '$.run.thread_id'), seq FROM answers
  ) found WHERE found.id IS NOT NULL;
CREATE INDEX IF NOT EXISTS uploads_by_file ON uploads (json_extract(body, '$.file.id'))
  WHERE status = 'completed';
`
