import type { Message } from '#contract/message.ts'
import { LARGEST_LIMIT } from '#contract/page-limits.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import type { MessageStore } from '#server/store/messages.ts'
import type { Listed, Page } from '#server/store/pages.ts'
import type { RunStore } from '#server/store/runs.ts'
import type { ThreadStore } from '#server/store/threads.ts'

/** A thread as it leaves, oldest first. What it holds is read by pages, while it is written. */
export interface ThreadToExport {
  thread: Thread
  messages: AsyncIterable<Message>
  runs: AsyncIterable<RunToExport>
}
export interface RunToExport {
  run: Run
  steps: RunStep[]
}

export type ExportedStore = Pick<ThreadStore, 'getThread' | 'listThreads'> &
  Pick<MessageStore, 'listMessages'> &
  Pick<RunStore, 'listRuns' | 'listRunSteps'>

/** All threads, by the times of their creation. */
export async function* allThreads(store: ExportedStore): AsyncGenerator<ThreadToExport> {
  const list = (page: Page) =>
    store.listThreads({ ...page, order_by: 'created_at', summary: false })
  for await (const thread of walk(list)) yield toExport(store, thread)
}

/** One thread; undefined where there is none of that id. */
export const oneThread = async (
  store: ExportedStore,
  id: string,
): Promise<ThreadToExport | undefined> => {
  const thread = await store.getThread(id)
  return thread && toExport(store, thread)
}

const toExport = (store: ExportedStore, thread: Thread): ThreadToExport => ({
  thread,
  messages: walk((page) => store.listMessages(thread.id, page)),
  runs: runsOf(store, thread.id),
})

async function* runsOf(store: ExportedStore, threadId: string): AsyncGenerator<RunToExport> {
  for await (const run of walk((page) => store.listRuns(threadId, page))) {
    const steps: RunStep[] = []
    const list = (page: Page) => store.listRunSteps(threadId, run.id, page)
    for await (const step of walk(list)) steps.push(step)
    yield { run, steps }
  }
}

/** Every object of a list, oldest first, a page in memory at a time. */
async function* walk<T extends { id: string }>(
  list: (page: Page) => Promise<Listed<T>>,
): AsyncGenerator<T> {
  let after: string | undefined
  for (;;) {
    const { data, has_more } = await list({
      limit: LARGEST_LIMIT,
      order: 'asc',
      ...(after !== undefined && { after }),
    })
    yield* data
    after = data.at(-1)?.id
    if (!has_more || after === undefined) return
  }
}
