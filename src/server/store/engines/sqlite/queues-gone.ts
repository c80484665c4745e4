import type { Database } from './database.ts'
import { type ItemRow, tellItem } from './queue-items.ts'
import type { Emit } from './writer.ts'

/** What queues have of a deleted thread stays in its place, and what was judged of it is added up still. */
export const keepWithoutThread = (db: Database, threadId: string, emit: Emit): void => {
  const items = db.all<Pick<ItemRow, 'seq' | 'id'> & { queue_id: string }>(
    `SELECT i.seq, i.id, q.id AS queue_id FROM queue_items i CROSS JOIN queues q ON q.seq = i.queue
     WHERE i.thread_id = ? AND i.status <> 'gone'`,
    threadId,
  )
  for (const item of items) {
    // Nobody is to read it any more: nothing of it is kept from anybody.
    db.run(
      "UPDATE queue_items SET status = 'gone', sealed = 0, holder = NULL, held_until = NULL WHERE seq = ?",
      item.seq,
    )
    tellItem(emit, item.queue_id, item)
  }
}
