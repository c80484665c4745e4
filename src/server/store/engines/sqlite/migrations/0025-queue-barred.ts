/**
 * Who cannot have a reading because the other one of the same thread is theirs. It stands in the row, so that whoever
 * has read thousands is not led past each of them on the way to the next.
 */
export const queueBarred = /* sql */ `
ALTER TABLE queue_items ADD COLUMN barred INTEGER;
UPDATE queue_items AS i SET barred = (SELECT o.whose FROM queue_items o
  WHERE o.queue = i.queue AND o.position = i.position AND o.reading = 3 - i.reading) WHERE i.twice = 1;
CREATE TRIGGER queue_items_barred AFTER UPDATE OF judge, assigned ON queue_items
WHEN new.twice = 1 AND new.whose IS NOT old.whose BEGIN
  UPDATE queue_items SET barred = new.whose
  WHERE queue = new.queue AND position = new.position AND reading = 3 - new.reading;
END;
DROP INDEX queue_items_to_claim;
CREATE INDEX queue_items_to_claim ON queue_items (queue, assigned, barred, position, reading) WHERE status = 'open';
`
