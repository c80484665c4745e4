import { memo, useState } from 'react'
import { createPortal } from 'react-dom'

import { threadTitle } from '#console/api/threads.ts'
import { PrintedContext } from '#console/markdown/printed-context.ts'
import { countText } from '#console/util/number.ts'
import { fullTimeText, isoText } from '#console/util/time.ts'
import type { Message } from '#contract/message.ts'
import type { Thread } from '#contract/thread.ts'

import { ContentParts } from './ContentParts.tsx'
import { messageState, roleText } from './message-words.ts'

const PrintedMessage = memo(({ message }: { message: Message }) => {
  const state = messageState(message)
  return (
    <article className="mt-5">
      <header className="mb-1 break-after-avoid border-t border-line pt-2">
        <h2 className="inline text-base">{roleText(message.role)}</h2>{' '}
        <time dateTime={isoText(message.created_at)} className="text-ink-2">
          {fullTimeText(message.created_at)}
        </time>
        {state && <span className="text-ink-2"> · {state.words}</span>}
        <p className="text-micro text-ink-2">
          <code>{message.id}</code>
          {message.run_id && (
            <>
              {' '}
              · <code>{message.run_id}</code>
            </>
          )}
        </p>
      </header>
      <ContentParts message={message} streaming={false} />
    </article>
  )
})
PrintedMessage.displayName = 'PrintedMessage'

/** A thread as it is printed; on the screen it is not seen. */
export const PrintedThread = ({
  thread,
  messages,
  note,
}: {
  thread: Thread
  messages: readonly Message[]
  /** What is to be said about it first. */
  note?: string | undefined
}) => {
  const [now] = useState(() => Date.now() / 1000)
  return createPortal(
    <PrintedContext value>
      <section className="printed" aria-label="Printed thread">
        <h1 dir="auto" className="text-display">
          {threadTitle(thread)}
        </h1>
        <p className="mt-1 text-small text-ink-2">
          <code>{thread.id}</code> · {countText(messages.length, 'message')} · created{' '}
          {fullTimeText(thread.created_at)} · printed {fullTimeText(now)}
        </p>
        {note && <p className="mt-2 border border-line-strong px-3 py-2">{note}</p>}
        {messages.map((message) => (
          <PrintedMessage key={message.id} message={message} />
        ))}
      </section>
    </PrintedContext>,
    document.body,
  )
}
