import type { QueueThread } from '#server/store/queues.ts'

import type { Database } from './database.ts'
import { findQueue } from './queue-row.ts'
import type { Emit } from './writer.ts'

/** Puts threads into a queue that is filled still. @returns whether it is */
export const fillQueue = (
  db: Database,
  id: string,
  threads: readonly QueueThread[],
  emit: Emit,
): boolean => {
  const row = findQueue(db, id)
  if (row?.state !== 'filling') return false
  for (const { ids, thread_id, position, assistant, model } of threads) {
    // It may have been deleted since it was found.
    if (!db.get('SELECT 1 FROM threads WHERE id = ?', thread_id)) continue
    const twice = Number(ids.length > 1)
    ids.forEach((item, at) =>
      db.insert(
        `INSERT INTO queue_items (id, queue, position, reading, twice, thread_id, assistant, model, sealed)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        item,
        row.seq,
        position,
        at + 1,
        twice,
        thread_id,
        assistant,
        model,
        twice,
      ),
    )
  }
  emit({ type: 'queue.modified', queue_id: id })
  return true
}
