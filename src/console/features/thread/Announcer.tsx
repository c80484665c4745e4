import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { type MessagePages, messagesIn } from '#console/api/message-pages.ts'
import { messagesKey } from '#console/api/messages.ts'
import { useStreamingMessageIds } from '#console/api/run-stream.ts'
import { runsQuery, useActiveRun } from '#console/api/runs.ts'
import type { Run } from '#contract/run.ts'

import { endingWords } from './message-words.ts'

/** The run as it ended. */
const runIn = (client: QueryClient, { thread_id, id }: Run): Run | undefined =>
  client
    .getQueryData(runsQuery(thread_id).queryKey)
    ?.pages.flatMap((page) => page.data)
    .find((run) => run.id === id)

/** Tells those who listen that an answer is being written and, once, what it became. */
export const Announcer = ({ threadId }: { threadId: string }) => {
  const client = useQueryClient()
  const ids = useStreamingMessageIds(threadId)
  const [before, setBefore] = useState(ids)
  const [words, setWords] = useState('')
  const active = useActiveRun(threadId)
  const [held, setHeld] = useState(active)
  if (active !== held) {
    setHeld(active)
    if (active?.status === 'cancelling') setWords('The run is stopping.')
    else if (held && !active && runIn(client, held)?.status === 'cancelled') {
      setWords('The run was stopped.')
    }
  }
  if (ids !== before) {
    setBefore(ids)
    const ended = before.findLast((id) => !ids.includes(id))
    const lists = client.getQueriesData<MessagePages>({ queryKey: messagesKey(threadId) })
    const messages = lists.flatMap(([, data]) => messagesIn(data))
    if (ids.length > 0) setWords('An answer is being written.')
    else if (ended !== undefined) setWords(endingWords(messages.find(({ id }) => id === ended)))
  }
  return (
    // `output` would say the same with less support.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    <p role="status" className="sr-only">
      {words}
    </p>
  )
}
