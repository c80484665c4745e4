import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import type { MessageStore } from '#server/store/messages.ts'
import type { Page } from '#server/store/pages.ts'
import type { RunStore } from '#server/store/runs.ts'
import type { ThreadStore } from '#server/store/threads.ts'
import { allOf, walkPages } from '#server/store/walk-pages.ts'

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
  for await (const thread of walkPages('asc', list)) yield toExport(store, thread)
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
  messages: walkPages('asc', (page) => store.listMessages(thread.id, page)),
  runs: runsOf(store, thread.id),
})

async function* runsOf(store: ExportedStore, threadId: string): AsyncGenerator<RunToExport> {
  for await (const run of walkPages('asc', (page) => store.listRuns(threadId, page))) {
    const steps = await allOf('asc', (page) => store.listRunSteps(threadId, run.id, page))
    yield { run, steps }
  }
}
