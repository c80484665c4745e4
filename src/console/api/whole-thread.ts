import type { Message } from '#contract/message.ts'

import { request } from './client.ts'

/** As many as the server gives in one page. */
const PAGE = 100

/** All messages of a thread, oldest first, a page at a time. */
export async function* wholeThread(
  thread_id: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Message[], void> {
  let after: string | undefined
  for (;;) {
    const query = { order: 'asc', limit: PAGE, ...(after !== undefined && { after }) } as const
    // Each page begins where the one before it ended.
    // oxlint-disable-next-line no-await-in-loop
    const page = await request('listMessages', { params: { thread_id }, query, signal })
    yield page.data
    after = page.data.at(-1)?.id
    if (!page.has_more || after === undefined) return
  }
}
