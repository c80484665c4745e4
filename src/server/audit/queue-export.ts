import type { Queue } from '#contract/queue.ts'

import { downloadHeaders } from '../http/download.ts'
import { ROW_FORMS, type RowForm } from '../queues/export-rows.ts'
import type { Judgement } from '../store/queues.ts'
import type { Store } from '../store/store.ts'

/** How many judgements are in memory at once. */
const AT_ONCE = 50

/** @param origin of the console, where links lead */
export const exportOf = (
  store: Pick<Store, 'judgements'>,
  queue: Queue,
  {
    format,
    origin,
    atOnce = AT_ONCE,
  }: { format: keyof typeof ROW_FORMS; origin: string; atOnce?: number },
): Response => {
  const form: RowForm = ROW_FORMS[format]
  const encoder = new TextEncoder()
  const rows = textOf(store, queue, { form, origin, atOnce })
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
  store: Pick<Store, 'judgements'>,
  queue: Queue,
  { form, origin, atOnce }: { form: RowForm; origin: string; atOnce: number },
): AsyncGenerator<string, undefined> {
  yield form.head(queue)
  for (let after: string | undefined; ;) {
    const page = { limit: atOnce, ...(after !== undefined && { after }) }
    const { data, has_more, last } = await store.judgements(queue.id, page)
    for (const judgement of data) yield form.row(queue, judgement, linkTo(judgement, origin))
    if (!has_more || last === null) return undefined
    after = last
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
