import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'

import { type MessagePages, messagesIn } from '#console/api/message-pages.ts'
import { messagesKey } from '#console/api/messages.ts'
import { useStreamingMessageIds } from '#console/api/run-stream.ts'

import { messageState, plainText } from './message-words.ts'

const SPOKEN = 400

/** Tells those who listen that an answer is being written and, once, what it became. */
export const Announcer = ({ threadId }: { threadId: string }) => {
  const client = useQueryClient()
  const ids = useStreamingMessageIds(threadId)
  const before = useRef(ids)
  const [words, setWords] = useState('')
  useEffect(() => {
    const ended = before.current.findLast((id) => !ids.includes(id))
    before.current = ids
    if (ids.length > 0) return setWords('An answer is being written.')
    if (ended === undefined) return
    const lists = client.getQueriesData<MessagePages>({ queryKey: messagesKey(threadId) })
    const message = lists.flatMap(([, data]) => messagesIn(data)).find(({ id }) => id === ended)
    if (!message) return setWords('The answer has ended.')
    const state = messageState(message)
    const text = plainText(message).slice(0, SPOKEN)
    setWords(`${state ? `Answer ${state.words}` : 'Answer finished'}. ${text}`)
  }, [ids, client, threadId])
  return (
    <p role="status" className="sr-only">
      {words}
    </p>
  )
}
