import type { Queue } from '#contract/queue.ts'

import { downloadHeaders } from '../http/download.ts'
import { ROW_FORMS, type RowForm } from '../queues/export-rows.ts'
import type { Judgement } from '../store/queues.ts'
import type { Store } from '../store/store.ts'

/** How many readings are in memory at once. */
const AT_ONCE = 50

/** @param origin of the console, where links lead */
export const exportOf = (
  store: Store,
  queue: Queue,
  { format, origin }: { format: keyof typeof ROW_FORMS; origin: string },
): Response => {
  const form: RowForm = ROW_FORMS[format]
  const encoder = new TextEncoder()
  const rows = textOf(store, queue, { form, origin })
  const stream = new ReadableStream<Uint8Array>({
    // A page is read when the one before has been taken.
    async pull(controller) {
      const { value, done } = await rows.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await rows.return(undefined)
    },
  })
  return new Response(stream, {
    headers: {
      ...downloadHeaders(`${queue.name}.${form.ending}`),
      'content-type': form.type,
      'cache-control': 'no-store',
    },
  })
}

async function* textOf(
  store: Store,
  queue: Queue,
  { form, origin }: { form: RowForm; origin: string },
): AsyncGenerator<string, undefined> {
  yield form.head(queue)
  for (let after: string | undefined; ;) {
    const page = { limit: AT_ONCE, ...(after !== undefined && { after }) }
    const { data, has_more } = await store.judgements(queue.id, page)
    for (const judgement of data) yield form.row(queue, judgement, linkTo(judgement, origin))
    after = data.at(-1)?.place
    if (!has_more || after === undefined) return undefined
  }
}

/** Where the console shows what was judged; nowhere once it is deleted. */
const linkTo = ({ isGone, review }: Judgement, origin: string): string | null => {
  if (isGone) return null
  const { thread_id, message_id, message_deleted } = review
  const message = message_id === null || message_deleted ? '' : `#${nameOf(message_id)}`
  return `${origin}/threads/${encodeURIComponent(thread_id)}${message}`
}

/** As the console writes it: the id of another server's message may look like anything. */
const nameOf = (messageId: string): string =>
  `${messageId.startsWith('msg_') ? '' : 'message:'}${encodeURIComponent(messageId)}`
