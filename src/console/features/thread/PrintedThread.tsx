import { memo, useState } from 'react'
import { createPortal } from 'react-dom'

import { threadTitle } from '#console/api/threads.ts'
import { PrintedContext } from '#console/markdown/printed-context.ts'
import { PaperNote } from '#console/ui/PaperNote.tsx'
import { countText, numberText } from '#console/util/number.ts'
import { fullTimeText, isoText } from '#console/util/time.ts'
import type { Message } from '#contract/message.ts'
import type { Thread } from '#contract/thread.ts'

import { ContentParts } from './ContentParts.tsx'
import { messageState, roleText } from './message-words.ts'
import { PrintedRun } from './PrintedRun.tsx'
import { type WholeEntry, messageCount } from './whole-entries.ts'

const PrintedMessage = memo(({ message }: { message: Message }) => {
  const state = messageState(message)
  return (
    <article className="mt-5">
      <header className="mb-1 break-after-avoid border-t border-line pt-2">
        <h2 className="inline text-base">{roleText(message.role)}</h2>{' '}
        <time dir="auto" dateTime={isoText(message.created_at)} className="text-ink-2">
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

/** A thread as it is printed; on the screen it is not seen. A part of it says first that it is one. */
export const PrintedThread = ({
  thread,
  entries,
  isWhole,
}: {
  thread: Thread
  entries: readonly WholeEntry[]
  /** All of its messages and runs are given. */
  isWhole: boolean
}) => {
  const [now] = useState(() => Date.now() / 1000)
  const all = thread.summary?.message_count
  const given = messageCount(entries)
  const isPart = !isWhole && given < (all ?? Infinity)
  const count =
    !isPart || all === undefined
      ? countText(given, 'message')
      : `${numberText(given)} of ${countText(all, 'message')}`
  return createPortal(
    <PrintedContext value>
      <section className="printed" aria-label="Printed thread">
        {!isWhole && (
          <PaperNote>
            {isPart
              ? `This is a part of the thread: ${count}, as far as they and their runs were loaded.`
              : 'All messages are here, and of their runs what was loaded.'}{' '}
            “Print thread” in the thread’s menu prints all of it.
          </PaperNote>
        )}
        <h1 dir="auto" className="text-display">
          {threadTitle(thread)}
        </h1>
        <p className="mt-1 text-small text-ink-2">
          <code>{thread.id}</code> · {count} · created <bdi>{fullTimeText(thread.created_at)}</bdi>{' '}
          · printed <bdi>{fullTimeText(now)}</bdi>
        </p>
        {entries.map((entry) =>
          entry.kind === 'run' ? (
            <PrintedRun key={entry.key} account={entry.account} />
          ) : (
            <PrintedMessage key={entry.key} message={entry.message} />
          ),
        )}
      </section>
    </PrintedContext>,
    document.body,
  )
}
