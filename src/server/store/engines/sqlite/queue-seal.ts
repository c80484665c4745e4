/**
 * Of reviews `r`, whether one is sealed: it was given within a queue, of a thread that somebody else is to read as
 * well. Until they have, nobody but its own person is told of it.
 */
export const IS_SEALED = `EXISTS (SELECT 1 FROM queue_items i WHERE i.thread_id = r.thread_id AND i.sealed = 1
  AND i.queue = (SELECT seq FROM queues WHERE id = r.queue_id))`

/** The same of any table that has both ids; a review of no queue is asked for nothing. */
export const isSealed = (table: string): string =>
  `(${table}.queue_id IS NOT NULL AND ${IS_SEALED.replaceAll('r.', `${table}.`)})`
