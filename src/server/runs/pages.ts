import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'

import type { MessageStore } from '../store/messages.ts'
import type { RunStore } from '../store/runs.ts'

const PAGE = 100

/** A thread's messages, newest first; pages are read only as far as they are asked for. */
export async function* messagesFromNewest(
  store: MessageStore,
  threadId: string,
): AsyncGenerator<Message> {
  let after: string | undefined
  for (;;) {
    const page = await store.listMessages(threadId, {
      limit: PAGE,
      order: 'desc',
      ...(after !== undefined && { after }),
    })
    yield* page.data
    after = page.data.at(-1)?.id
    if (!page.has_more || after === undefined) return
  }
}

/** All steps of a run, in the order in which they were begun. */
export const allSteps = async (store: RunStore, threadId: string, runId: string) => {
  const steps: RunStep[] = []
  for (;;) {
    const after = steps.at(-1)?.id
    const page = await store.listRunSteps(threadId, runId, {
      limit: PAGE,
      order: 'asc',
      ...(after !== undefined && { after }),
    })
    steps.push(...page.data)
    if (!page.has_more) return steps
  }
}
