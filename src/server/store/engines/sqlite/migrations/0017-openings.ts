/**
 * The message that a thread began with, which says what it is about. No other takes its place when it is
 * deleted: that would move hits of lists that are being read.
 */
export const openings = /* sql */ `
ALTER TABLE threads ADD COLUMN opening INTEGER;
UPDATE threads SET opening =
  (SELECT m.seq FROM messages m WHERE m.thread = threads.seq ORDER BY m.created_at, m.tie LIMIT 1);
CREATE TRIGGER thread_opened AFTER INSERT ON messages
WHEN (SELECT opening FROM threads WHERE seq = new.thread) IS NULL BEGIN
  UPDATE threads SET opening = new.seq WHERE seq = new.thread;
END;
`
