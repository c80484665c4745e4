import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { flushSync } from 'react-dom'
import { expect } from 'vitest'
import { page } from 'vitest/browser'

import { MessageList, type MessageListProps } from '#console/features/thread/MessageList.tsx'
import { rowsOf } from '#console/features/thread/rows.ts'
import { openedNow } from '#console/ui/opened-focus.ts'
import type { Message } from '#contract/message.ts'

import { buildMessage } from './builders.ts'
import { render } from './render.tsx'

const THREAD = 'thread_1'
export const WORDS = 'The parcel is on its way to you and should arrive in the coming days. '

export const message = (index: number, fields: Partial<Message> & { text?: string } = {}) =>
  buildMessage({
    id: `msg_${index}`,
    thread_id: THREAD,
    created_at: 1_700_000_000 + index,
    role: index % 2 === 0 ? 'user' : 'assistant',
    // Of very different heights, so that no guess of them is right.
    text: `Message ${index}. ${WORDS.repeat((index * 7) % 23)}`,
    ...fields,
  })
export const messages = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => message(from + index))

const rowsFor = (list: readonly Message[], hasOlder = true) =>
  rowsOf({ messages: list, runs: [], streamingIds: [], hasOlder, hasNewer: false })

const client = new QueryClient()

/** The list alone, in a box of 800 by 600 pixels. */
export const showList = async (list: readonly Message[], given: Partial<MessageListProps> = {}) => {
  // Each list is of a thread of its own: where another was left does not count.
  const threadId = `${THREAD} ${Math.random()}`
  const view = (shown: readonly Message[], changed: Partial<MessageListProps> = {}) => (
    <QueryClientProvider client={client}>
      <div style={{ width: 800, height: 600, display: 'flex', flexDirection: 'column' }}>
        <MessageList
          threadId={threadId}
          rows={rowsFor(shown)}
          around={undefined}
          link={undefined}
          linkName={undefined}
          memory={given.threadId ?? threadId}
          startAt="end"
          jumped={false}
          takesFocus={false}
          ref={null}
          activeRunId={undefined}
          activeCallId={undefined}
          isMetadataFound={false}
          hasOlder
          hasNewer={false}
          below={{ unseen: 0, isMore: false, onEndSeen: () => {} }}
          failed={null}
          onOlder={() => undefined}
          onNewer={() => undefined}
          onFirst={() => undefined}
          onLast={() => undefined}
          onOpenRun={() => undefined}
          {...given}
          {...changed}
        />
      </div>
    </QueryClientProvider>
  )
  const { rerender } = await render(view(list))
  const log = page.getByRole('log', { name: 'Messages' }).element() as HTMLElement
  return {
    log,
    // At once, as the store of a run does it: what is left for later is rendered by the list while it
    // measures, and the browser reports that as an error.
    update: (next: readonly Message[], changed?: Partial<MessageListProps>) =>
      flushSync(() => rerender(view(next, changed))),
  }
}

/** As a link is followed: where the list was left does not count. */
export const linkTo = (messageId: string) => ({
  link: { rowId: messageId, entry: `${Math.random()}`, memory: undefined, opened: openedNow() },
  memory: undefined,
})

export const row = (index: number) =>
  document.querySelector<HTMLElement>(`[data-message="msg_${index}"]`)
export const focused = () => document.activeElement?.getAttribute('data-message')
export const topOf = (index: number) => row(index)?.getBoundingClientRect().top ?? NaN
export const isAtEnd = (log: HTMLElement) => log.scrollHeight - log.clientHeight - log.scrollTop < 4
export const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
export const frames = async (count: number) => {
  for (let passed = 0; passed < count; passed += 1) await frame()
}
/** Once nothing moves any more. */
export const settled = async (log: HTMLElement) => {
  let before = NaN
  await expect
    .poll(async () => {
      await frames(3)
      const now = log.scrollTop + log.scrollHeight * 1e6
      const isSame = now === before
      before = now
      return isSame
    })
    .toBe(true)
}
